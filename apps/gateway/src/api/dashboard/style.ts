/** Contrast is 4.5 to 1 at the least in both schemes, which axe checks in scripts/try-pages.mjs. */
export const STYLE = `
:root { color-scheme: light dark; --text: #123; --back: #fff; --line: #c9d3da; --faint: #66737d; --good: #0a6b35; --bad: #b3261e; --note: #fff3cd; --edge: #8a6d00; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3eaf0; --back: #11181e; --line: #33414c; --faint: #8b99a5; --good: #6fd39a; --bad: #ff9d94; --note: #3a3006; --edge: #d9a400; --link: #8ec5ff; }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; color: var(--text); background: var(--back); overflow-wrap: break-word; }
a { color: var(--link); }
header { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; align-items: baseline; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid var(--line); }
#active { font-size: 2.5rem; }
.good { color: var(--good); }
.bad, #trouble, .age { color: var(--bad); }
.wrap, .cards td, li { overflow-wrap: anywhere; }
.age, #trouble { font-weight: bold; }
.age:empty, #trouble:empty, ul:empty { display: none; }
.old td, .old td::before, .old b { color: var(--faint); font-style: italic; }
#simulated { padding: .5rem .75rem; background: var(--note); border: 1px solid var(--edge); font-weight: bold; }
#login { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); gap: 2rem; }
form { display: grid; gap: .25rem; align-content: start; }
input, button { font: inherit; padding: .4rem .6rem; min-height: 2.75rem; }
input { width: 100%; margin-bottom: .5rem; }
@media (max-width: 40rem) {
  .more { display: none; }
  th, td { padding: .25rem .15rem; }
  table { font-size: .82rem; }
  .cards { font-size: .9rem; }
  .cards thead { display: none; }
  .cards tr { display: block; border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .cards td { display: grid; grid-template-columns: 8rem 1fr; border: 0; padding: 0; }
  .cards td::before { content: attr(data-label); font-weight: bold; color: var(--text); }
}
`;
