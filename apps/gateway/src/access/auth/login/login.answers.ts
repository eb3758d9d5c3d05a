import { ApiProperty } from '@nestjs/swagger';

const TOKEN = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln';

export class RefreshAnswer {
  @ApiProperty({ description: 'For `Authorization: Bearer`, for 24 hours.', example: TOKEN })
  readonly access_token!: string;
  @ApiProperty({ type: 'string', enum: ['Bearer'], example: 'Bearer' })
  readonly token_type!: 'Bearer';
  @ApiProperty({ type: 'integer', description: 'Seconds until the access token runs out.', example: 86_400 })
  readonly expires_in!: number;
}

export class LoggedInUser {
  @ApiProperty({ example: 'user_123' }) readonly id!: string;
  @ApiProperty({ example: 'user@example.com' }) readonly email!: string;
  @ApiProperty({ example: 'John' }) readonly first_name!: string;
  @ApiProperty({ example: 'Doe' }) readonly last_name!: string;
}

export class LoginAnswer {
  @ApiProperty({ description: 'For `Authorization: Bearer`, for 24 hours.', example: TOKEN })
  readonly access_token!: string;
  @ApiProperty({ description: 'For `POST /auth/refresh`, for 30 days, on this device.', example: TOKEN })
  readonly refresh_token!: string;
  @ApiProperty({ type: 'string', enum: ['Bearer'], example: 'Bearer' })
  readonly token_type!: 'Bearer';
  @ApiProperty({ type: 'integer', description: 'Seconds until the access token runs out.', example: 86_400 })
  readonly expires_in!: number;
  @ApiProperty({ type: LoggedInUser }) readonly user!: LoggedInUser;
}

export class LogoutAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ example: 'Successfully logged out' }) readonly message!: string;
}

export class PasswordAnswer {
  @ApiProperty({ example: true }) readonly success!: boolean;
  @ApiProperty({ example: 'The password is changed. All other logins end within a second' })
  readonly message!: string;
}
