-- readLedger: the ledger of a decoder and its holes, as one moment had them.
--
-- KEYS  1 ledgers, 2 holes of the decoder
-- ARGV  fields of the ledgers
-- Reply their texts; field and text of all holes

return {redis.call('HMGET', KEYS[1], unpack(ARGV)), redis.call('HGETALL', KEYS[2])}
