import type { Catalogue } from './zh';

export const en: Catalogue = {
  common: {
    skip: 'Skip to the content', again: 'Try again', failed: 'Something went wrong.', none: 'Nothing here', close: 'Close', cancel: 'Cancel', map: 'Map', show: 'Show', value: 'Value', people: 'People', cells: 'Cells', zone: 'Zone', group: 'Group',
    indicator: 'Indicator', standard: 'Standard', within: 'Within', coverage: 'Data', level: 'Level', points: 'points', download: 'Download', save: 'Save', all: 'All', loading: 'Reading…', generated: 'not a real city',
    otherVersion: 'This link was made with another version of the data; you see the newest.', understood: 'Understood', nothingHere: 'There is no page here', toStart: 'To the start',
    firstOf: (n, of) => `The first ${n} of ${of} rows`, asOf: (d) => `As of ${d}`, version: (v) => `data version ${v}`, nPeople: (n) => `${n} people`,
  },
  nav: {
    main: 'The loop', home: 'Home', measure: 'Measure', assess: 'Assess', detect: 'Detect', decide: 'Decide', act: 'Act', learn: 'Learn', report: 'Report', portal: 'Public portal', me: 'My address', screen: 'Large screen', data: 'Data catalogue', admin: 'Accounts and audit', start: 'Import a city', signin: 'Sign in', signout: 'Sign out', more: 'More',
  },
  prefs: { senior: 'Large text', normal: 'Normal text', theme: 'Appearance', themes: { auto: 'As the system', light: 'Light', dark: 'Dark', contrast: 'High contrast' } },
  search: { label: 'Find a street, zone or place', nothing: 'Nothing found', what: { zone: 'Zone', place: 'Place', street: 'Street' } },
  marks: { known: 'measured', estimated: 'estimated', beyond: 'beyond the limit', no_data: 'no data', not_applicable: 'nobody lives here', suppressed: 'too few people to publish' },
  units: { min: 'min', '%': '%', '1': '', 'person/km2': 'people/km²', '1/1000person': 'per 1,000 people', 'm2/person': 'm²/person', 'km/km2': 'km/km²', yr: 'years', m: 'm', km: 'km', '1/1000': '‰', number: '', buildings: 'buildings', homes: 'homes', days: 'days', times: 'times', events: 'events', 'per 1,000': 'per 1,000', 'per person': 'per person', 'm²/person': 'm²/person', 'km/km²': 'km/km²', 'people/km²': 'people/km²', 't CO₂e/person': 't CO₂e/person', '10,000 yuan/person': '10,000 yuan/person', 't CO₂e/10,000 yuan': 't CO₂e/10,000 yuan', 'kWh/元': 'kWh/yuan', 'km/h': 'km/h', '10,000 m³/h/km²': '10,000 m³/h/km²', 'matters/km²': 'matters/km²' },
  themes: { access: 'Access', services: 'Services', green: 'Green', density: 'People and density', housing: 'Housing', health: 'Health', environment: 'Environment', mobility: 'Mobility', economy: 'Economy', governance: 'Governance', health_check: 'City health check 2025', health_check_2021: 'City health check 2021', health_check_2023: 'City health check 2023', life_circle: 'Life circle', sdg11: 'SDG 11', iso37120: 'ISO 37120', ten_points: 'Ten points', supply: 'Supply', hc2025: 'City health check 2025', hc2023: 'City health check 2023', hc2021: 'City health check 2021', cluster: 'City cluster', talent: 'Talent', industry: 'Industry', infra: 'Infrastructure', reports: 'Reports', safety: 'Safety', air: 'Air', carbon: 'Carbon', childcare: 'Childcare', choice: 'Choice', resilience: 'Resilience', sport: 'Sport' },
  landUses: { residential: 'residential', park: 'park', commercial: 'commercial', industrial: 'industrial', education: 'education', health: 'health', sport: 'sport', office: 'office', green: 'green', forest: 'forest' },
  map: {
    split: 'Divider between before and after', before: 'Before', after: 'After', failed: 'The map could not be drawn; the tables have the same content.', unknown: 'no data', beyond: 'beyond the limit', goalIs: (v) => `Middle = at the standard (${v}); brown = worse, teal = better`,
    showValue: 'Show the values', showDistance: 'Show the distance to the standard',
  },
  chart: { asTable: 'As a table', asChart: 'As a chart' },
  explain: { how: 'How is this computed?', title: (n) => `${n}: where the number comes from` },
  measure: {
    indicators: 'Indicators', detail: 'Indicator', spread: 'Spread', zones: 'Zones', groups: 'Groups', about: 'About', cityMean: 'mean per person', spreadTitle: 'People by value', noSpread: 'This indicator has no spread: it is one figure for the whole city.', byZone: 'Values by zone', byGroup: 'Values by group', formula: 'Formula', method: 'Method', source: 'Source', unverified: 'source not verified', key: 'Key',
    filter: (n) => `Filter (${n})`, withMissing: (n) => `with the ${n} that have no data`, mapOf: (n) => `Map: ${n}`, summary: (n, v) => `${n}: ${v} on average`, spreadSummary: (r, n) => `Most people (${n}) are at ${r}`,
    coverage: (k, b, u) => `${k} cells known, ${b} beyond the limit, ${u} without data`, wholeOnly: (v) => `One figure for the whole city: ${v}`,
  },
  cell: {
    title: 'What is it like to live here?', people: 'Residents', few: 'too few to publish', score: 'Score here', near: 'On foot to the nearest…', far: 'out of reach', standards: 'Against the standards', here: 'Here', city: 'City', more: 'Other values', findings: 'Found here', tryHere: 'Try a change here', met: 'met', meets: 'meets the standard', fails: 'below the standard', outside: 'This point lies outside the city.',
    over: (v) => `over ${v}`, minutes: (n) => `${n} min`,
  },
  assess: {
    framework: 'Framework', title: 'Goals', goal: 'Goal / indicator', score: 'Score', grade: 'Grade', gap: 'Gap', trend: 'Change', weight: 'Weight', confidence: 'Basis', overall: 'Overall', adoptedBy: 'Adopted by', zones: 'Zones', groups: 'Groups', worst: 'Where to begin (people × gap)', none: 'Nothing was found for this', noTotal: 'This framework adds up no total', cellsOf: 'Score of each cell', details: 'This goal', cause: 'Why', openFinding: 'Open',
    sure: { known: 'measured', estimated: 'estimated', beyond: 'beyond the limit', no_data: 'no data', not_applicable: 'not applicable', suppressed: 'not published' },
    summary: (n, v) => `${n}: ${v}`,
  },
  detect: {
    findings: 'Findings', detail: 'Finding', all: 'All', kind: 'Kind', text: 'Filter by words', least: 'People affected, at least', affected: 'Affected', severity: 'Gap', confidence: 'Confidence', weight: 'People × gap', evidence: 'Evidence', value: 'Measured', expected: 'Standard', first: 'First seen', last: 'Last seen', where: 'Where', group: 'Group', makeProject: 'Make a project', choose: 'Choose a finding from the list or the map.', everybody: 'all residents', explain: 'Why?',
    kinds: { shortfall: 'Below standard', gap: 'Gap between groups', hotspot: 'Hotspot', defect: 'Defect on site', disagreement: 'Data disagree' },
    count: (n, of) => `${n} of ${of} findings, by people × gap`, since: (d) => `since ${d}`, summary: (n, w) => `${n} findings, the worst: ${w}`,
  },
  decide: {
    map: 'Map: drag a change and the whole city answers', answer: 'The city’s answer', planDetail: 'Plan', tabs: { changes: 'Changes', sites: 'Sites', plans: 'Plans' }, choosePlan: 'Choose a plan from the list.',
    does: { add_place: 'New', move_place: 'Move', resize_place: 'Resize', close_place: 'Close', add_path: 'New path', set_land_use: 'Land use', scale_people: 'More or fewer people', add_line: 'New line', set_headway: 'Headway', remove_line: 'Remove line' },
    noChanges: 'Nothing has been changed yet. Choose below what to add, then click the map.', capacity: 'Capacity', usual: 'usual', add: 'Add', kind: 'Kind of place', place: 'Place', path: 'Path', land: 'Land use', bus: 'Bus line', everyMinutes: 'A bus every (min)', kmh: 'Speed (km/h)', firstBus: 'First bus', lastBus: 'Last bus', clickStops: (n) => `Click the stops in order on the map (${n} so far).`, clickPlace: 'Click the map to place it; then drag it, or move it with the arrow keys.', orByName: 'Or place it by name', becomes: 'Becomes', finish: 'Done', move: 'Move', close: 'Close', resize: 'Resize', undo: 'Undo', redo: 'Redo', share: 'Copy link', copied: 'Copied', scenarios: 'Saved scenarios', base: 'As it is', scenarioName: 'Name of the scenario', save: 'Save', show: 'Map shows', scoreOfCells: 'Score of each cell', difference: 'Change', showDifference: 'Only what changes', signIn: 'Sign in to try changes.', pinHelp: 'Drag it, or move it with the arrow keys.',
    newly: 'Newly within a standard', cityScore: 'City score', gain: 'Gain (people × score)', changedCells: 'Cells that change', whom: 'Who gains', moved: 'Indicators that move', peopleIn: 'Newly within', nothingMoved: 'No indicator moves', emptyTitle: 'Try something', empty: 'Place a clinic, close a school, draw a path: the figures and the map of the whole city answer at once.',
    takeAway: (n) => `Take away: ${n}`, clickPath: (n) => `Click the points of the path on the map (${n} so far).`, clickCells: (n) => `Click the cells to change (${n} so far).`, existing: (n) => `${n} existing places: move, close, resize`, placeHere: (k) => `New here: ${k}`, saved: (n) => `Saved as “${n}”`, answered: (ms) => `Answered in ${ms} ms`, summary: (a, b, n) => `The city’s score goes from ${a} to ${b}; ${n} people newly within a standard`,
  },
  siting: {
    why: 'Where would new places serve people best? The answer comes with a proof of how much better any other choice could be.', count: 'How many', goal: 'Goal', goals: { median: 'Shortest mean walk', center: 'Shortest longest walk', cover: 'Most people within a time' }, minutes: 'Minutes', ask: 'Find sites', tryThem: 'Try them on the map', gap: (p) => `Proven: at most ${p} from the best`,
  },
  plan: {
    make: 'Make a plan within the budget', none: 'There is no plan yet.', adopted: 'Adopted', older: 'of older data', chosen: 'Chosen', passed: 'Passed over', money: 'Money', frontier: 'Cost and gain', project: 'Project', cost: 'Cost', when: 'Years', why: 'Why', byGoal: 'Gain by goal', fund: 'Fund', moneyCaption: 'Spending by year (available below)', frontierTitle: 'Money and gain', frontierSummary: 'Projects added in order of gain per yuan', thisPlan: 'this plan', million: 'million ¥', adopt: 'Adopt the plan', adoptWhat: 'This opens a case for every project and is kept in the audit record.', basis: 'Legal basis or decision',
    nProjects: (n) => `${n} projects`, proof: (p) => `Proven: the same money could gain at most ${p} more`, opened: (n) => `${n} cases opened`, price: (n) => `one more million ¥ would gain ${n} (people × score)`,
  },
  act: {
    cases: 'Cases', detail: 'Case', state: 'State', owner: 'Owner', due: 'Due', late: 'late', opened: 'Opened', spent: 'Spent', reopened: 'Reopened', history: 'History', choose: 'Choose a case.', all: 'All states', moveOn: 'Move on', note: 'Note', to: 'Department', spentYuan: 'Spent (yuan)', asPlanned: 'Built as planned', builtCapacity: 'Capacity built', into: 'Into case', nobody: 'Sign in to see the cases.', onlyLate: 'Only late ones',
    moves: { open: 'Open', assign: 'Assign', accept: 'Accept', start: 'Start', finish: 'Finish', verify: 'Verify', reopen: 'Reopen', merge: 'Merge', cancel: 'Cancel' },
    count: (n, late) => `${n} cases, ${late} late`,
  },
  learn: {
    title: 'Promise against result', promised: 'Promised', measured: 'Measured', interval: '95 % interval', project: 'Project', note: 'Note', chart: 'Promised and measured', beliefs: 'What is believed of each type', type: 'Type', effect: 'Effect ÷ promise', cost: 'Cost ÷ price list', cases: 'Cases', none: 'Nothing was measured again yet: results come when projects are built and the city is measured anew.', doubt: (v, d) => `${v} ± ${d}`,
    chartSummary: 'squares are promises, dots with lines are results with their intervals',
  },
  report: {
    title: 'Report', intro: 'One report in four forms: to read, to print, to edit in Word, to check in a spreadsheet.', health: 'Health-check report', healthWhat: 'Goals, gaps, findings, plan and results, with sources and gaps in the data.', papers: 'Papers of the plan', papersWhat: 'Projects, money, and why others were passed over.', read: 'Open', print: 'Print the page in the browser to get a PDF.', layers: 'Data', layer: 'Data', language: 'Language of the report',
    names: { cells: 'Cells (all values and scores)', places: 'Places', streets: 'Streets', findings: 'Findings', projects: 'Projects' }, whole: 'The whole city', zonesOf: (n) => `Zones: ${n}`,
  },
  me: {
    title: 'My address', ask: 'Your street, estate or a place nearby', near: 'Use my position', noPosition: 'No position was found. Search by name instead.', score: 'score here', ofCity: (v) => `city ${v}`, met: 'standards met', ofAll: (n) => `of ${n}`, farthest: 'the farthest', plans: 'Planned nearby', noPlans: 'No adopted project is near.', findings: 'What is wrong here', noFindings: 'Nothing was found here.', again: 'Another address', hello: 'How is it where you live?', lead: 'Three numbers and a list: how far it is to a school, a clinic, a park; what is missing, and what is planned.',
    minutesTo: (k) => `minutes to the ${k.toLowerCase()}`, minutesFor: (k) => `minutes: ${k.toLowerCase()}`,
  },
  portal: { lead: 'How the city is doing, what it plans, and whether that was done. Open to everybody.', goals: 'Goals', plans: 'Plans', progress: 'Progress', promise: 'Promise against result', open: 'Open data', score: 'City score', seeMap: 'See the map', myAddress: 'Look up my address', noPlans: 'No plan has been published yet.', before: (d, v) => `${d}: ${v}`, since: (d) => `As of ${d}` },
  screen: { title: 'Is the loop turning?', worst: 'Five places to begin with', leave: 'Leave the large screen', none: 'not yet' },
  data: { title: 'Data catalogue', lead: 'Where every number comes from, of what day, and who may use it.', file: 'File', name: 'Title', licence: 'Licence', dated: 'Dated', layers: 'Gives', rows: 'Rows', remarks: 'Gaps and remarks', what: 'What', where: 'Where', hint: 'What to do', times: 'Times', facts: 'The city', cells: 'Cells', places: 'Places', streets: 'Streets (km)', people: 'People' },
  admin: {
    accounts: 'Accounts', audit: 'Audit', add: 'New account', name: 'Name', display: 'Full name', roles: 'Roles', active: 'Active', organisation: 'Organisation', zone: 'Limited to zone (code)', lastSeen: 'Last seen', oneTime: 'One-time password (shown only now)', reset: 'Reset password', switchOff: 'Switch off', switchOn: 'Switch on', when: 'When', who: 'Who', action: 'Action', object: 'Object', basis: 'Basis', outcome: 'Outcome', older: 'Older', filter: 'Filter', newest: 'Newest',
    roleNames: { resident: 'Resident', collector: 'Collector / grid worker', department: 'Department', supervisor: 'Supervisor', analyst: 'Analyst', planner: 'Planner', finance: 'Finance', leader: 'Leader', organisation: 'Organisation', administrator: 'Administrator' },
  },
  start: {
    title: 'Bring in your city', lead: 'Drop files here: streets, timetables, people, statistics. You are told what each gives and what is missing.', noRight: 'There is no city yet. An administrator has to sign in and import one.', drop: 'Drop files, or choose them here', gives: 'Gives', missing: 'Missing', nothingMissing: 'This is enough to begin.', who: 'Who has it', name: 'Name of the city', asOf: 'Date of the data', go: 'Make the city', demo: 'Look at the demo city first', demoWhat: 'A city that does not exist: all data are made up, and the whole loop takes a minute.', uploading: (n) => `Uploading ${n}`, importing: 'Putting it together', nowMap: 'To the map',
    kinds: { osm: 'Streets and map', gtfs: 'Public transport', people: 'People', statistics: 'Statistics', boundary: 'Boundary', zones: 'Zones', budget: 'Budget', places: 'Places', raster: 'Raster', unknown: 'Not recognised' },
  },
  signin: { title: 'Sign in', why: 'For those who work with the city. What is public needs no account.', name: 'Name', password: 'Password', go: 'Sign in', without: 'Continue to the public portal', changeTitle: 'Please change your password', changeWhy: 'This was a one-time password. Choose one that only you know, of at least 12 characters.', old: 'Current password', fresh: 'New password', change: 'Change' },
  jobs: { waiting: 'Waiting', running: 'Running', done: 'Done', failed: 'Failed', stopped: 'Stopped', stop: 'Stop', progress: 'Progress', steps: { import: 'Reading the files', measure: 'Measuring', assess: 'Assessing', detect: 'Looking for what is wrong', decide: 'Making a plan', learn: 'Learning', pattern: 'Looking for clusters', demo: 'Making the demo city', plan: 'Making a plan', site: 'Finding sites', travel: 'Finding ways', appraise: 'Appraising projects', whatif: 'Trying it' } },
};
