// The words of the pages. This file is the type: en.ts must say everything that is said here, and nothing else.
export const zh = {
  common: {
    skip: '跳到主要内容', again: '重试', failed: '出错了。', none: '没有内容', close: '关闭', cancel: '取消', map: '地图', show: '显示', value: '数值', people: '人口', cells: '格网', zone: '区域', group: '人群',
    indicator: '指标', standard: '标准', within: '达标人口', coverage: '数据覆盖', level: '层级', points: '分', download: '下载', save: '保存', all: '全部', loading: '正在读取…', generated: '虚构城市',
    otherVersion: '此链接基于另一版本的数据；现在显示的是最新版本。', understood: '知道了', nothingHere: '这里没有页面', toStart: '回到首页',
    firstOf: (n: number, of: number) => `显示前 ${n} 行，共 ${of} 行`, asOf: (d: string) => `数据截至 ${d}`, version: (v: string) => `数据版本 ${v}`, nPeople: (n: string) => `${n} 人`,
  },
  nav: {
    main: '六步循环', home: '首页', measure: '体检', assess: '评估', detect: '发现', decide: '决策', act: '行动', learn: '学习', report: '报告', portal: '公开门户', me: '我的地址', screen: '大屏', data: '数据目录', admin: '账号与审计', start: '导入城市', signin: '登录', signout: '退出登录', more: '更多',
  },
  prefs: { senior: '长辈版', normal: '标准版', theme: '外观', themes: { auto: '跟随系统', light: '浅色', dark: '深色', contrast: '高对比度' } },
  search: { label: '查找街道、社区、场所', nothing: '没有找到', what: { zone: '区域', place: '场所', street: '道路' } },
  marks: { known: '实测', estimated: '估计', beyond: '超出范围', no_data: '无数据', not_applicable: '无人居住', suppressed: '人数过少，不公布' },
  units: { min: '分钟', '%': '%', '1': '', 'person/km2': '人/平方公里', '1/1000person': '‰（每千人）', 'm2/person': '平方米/人', 'km/km2': '公里/平方公里', yr: '年', m: '米', km: '公里', '1/1000': '‰', number: '个', buildings: '栋', homes: '套', days: '天', times: '次', events: '起', 'per 1,000': '‰（每千人）', 'per person': '每人', 'm²/person': '平方米/人', 'km/km²': '公里/平方公里', 'people/km²': '人/平方公里', 't CO₂e/person': '吨二氧化碳当量/人', '10,000 yuan/person': '万元/人', 't CO₂e/10,000 yuan': '吨二氧化碳当量/万元', 'kWh/元': '千瓦时/元', 'km/h': '公里/小时', '10,000 m³/h/km²': '万立方米/小时/平方公里', 'matters/km²': '件/平方公里' },
  themes: { access: '可达性', services: '公共服务', green: '绿地', density: '人口与密度', housing: '住房', health: '卫生', environment: '环境', mobility: '出行', economy: '经济', governance: '治理', health_check: '城市体检（2025）', health_check_2021: '城市体检（2021）', health_check_2023: '城市体检（2023）', life_circle: '生活圈', sdg11: '可持续发展目标 11', iso37120: 'ISO 37120', ten_points: '十个方面', supply: '供给', hc2025: '城市体检（2025）', hc2023: '城市体检（2023）', hc2021: '城市体检（2021）', cluster: '城市群', talent: '人才', industry: '产业', infra: '基础设施', reports: '居民诉求', safety: '安全', air: '空气', carbon: '碳排放', childcare: '托育', choice: '选择', resilience: '韧性', sport: '体育' },
  landUses: { residential: '居住', park: '公园绿地', commercial: '商业', industrial: '工业', education: '教育', health: '医疗卫生', sport: '体育', office: '办公', green: '绿地', forest: '林地' },
  map: {
    split: '前后对比分界线', before: '之前', after: '之后', failed: '地图未能显示；右侧表格有相同内容。', unknown: '无数据', beyond: '超出计算范围', goalIs: (v: string) => `中间色 = 达到标准（${v}）；棕色 = 更差，青色 = 更好`,
    showValue: '改看数值', showDistance: '改看与标准的差距',
  },
  chart: { asTable: '看表格', asChart: '看图' },
  explain: { how: '怎么算的？', title: (n: string) => `${n}：数字从何而来` },
  measure: {
    indicators: '指标', detail: '指标详情', spread: '分布', zones: '分区', groups: '人群', about: '说明', cityMean: '全市人均', spreadTitle: '人口按数值分布', noSpread: '该指标没有分布：它只有一个全市数值。', byZone: '分区数值', byGroup: '分人群数值', formula: '公式', method: '方法', source: '依据', unverified: '未核实原文', key: '代码',
    filter: (n: number) => `筛选（${n} 项）`, withMissing: (n: number) => `包括没有数据的 ${n} 项`, mapOf: (n: string) => `地图：${n}`, summary: (n: string, v: string) => `${n}：全市人均 ${v}`, spreadSummary: (r: string, n: string) => `最多的人（${n} 人）处于 ${r}`,
    coverage: (k: string, b: string, u: string) => `已知 ${k} 个格网，超出范围 ${b} 个，无数据 ${u} 个`, wholeOnly: (v: string) => `只有全市数值：${v}`,
  },
  cell: {
    title: '住在这里怎么样？', people: '居民', few: '人数过少，不公布', score: '本处得分', near: '步行到最近的…', far: '走不到', standards: '与标准相比', here: '本处', city: '全市', more: '其他数值', findings: '这里发现的问题', tryHere: '在这里试一个方案', met: '达标', meets: '达标', fails: '未达标', outside: '此点在城市范围之外。',
    over: (v: string) => `超过 ${v}`, minutes: (n: string) => `${n} 分钟`,
  },
  assess: {
    framework: '评价体系', title: '目标完成情况', goal: '目标 / 指标', score: '得分', grade: '等级', gap: '差距', trend: '较上期', weight: '权重', confidence: '可信度', overall: '综合', adoptedBy: '由谁采纳', zones: '分区比较', groups: '人群比较', worst: '最该先管的地方（人数 × 差距）', none: '此项没有发现问题', noTotal: '该体系不计总分', cellsOf: '格网得分', details: '这一项', cause: '原因', openFinding: '查看',
    sure: { known: '实测', estimated: '估计', beyond: '超出范围', no_data: '无数据', not_applicable: '不适用', suppressed: '不公布' },
    summary: (n: string, v: string) => `${n}：${v}`,
  },
  detect: {
    findings: '发现的问题', detail: '问题详情', all: '全部', kind: '类型', text: '按文字筛选', least: '至少影响人数', affected: '受影响', severity: '差距', confidence: '可信度', weight: '人数 × 差距', evidence: '依据', value: '实测', expected: '标准', first: '首次发现', last: '最近确认', where: '位置', group: '人群', makeProject: '据此做方案', choose: '从列表或地图中选一个问题。', everybody: '全体居民', explain: '为什么？',
    kinds: { shortfall: '未达标', gap: '人群差距', hotspot: '聚集', defect: '现场问题', disagreement: '数据不一致' },
    count: (n: number, of: number) => `${n} 个问题（共 ${of} 个），按 人数 × 差距 排序`, since: (d: string) => `自 ${d}`, summary: (n: number, w: string) => `${n} 个问题，最严重：${w}`,
  },
  decide: {
    map: '地图：拖动方案，全市随之变化', answer: '全市的反应', planDetail: '计划详情', tabs: { changes: '方案', sites: '选址', plans: '计划' }, choosePlan: '从列表中选一个计划。',
    does: { add_place: '新建', move_place: '迁移', resize_place: '调整规模', close_place: '关闭', add_path: '新建步行道', set_land_use: '改变用地', scale_people: '人口增减', add_line: '新增公交线', set_headway: '调整班次', remove_line: '撤销公交线' },
    noChanges: '还没有改动。在下方选择要新建什么，再点地图。', capacity: '容量', usual: '常值', add: '添加', kind: '场所类型', place: '场所', path: '步行道', land: '用地', bus: '公交线路', everyMinutes: '发车间隔（分钟）', kmh: '车速（公里/小时）', firstBus: '首班', lastBus: '末班', clickStops: (n: number) => `在地图上依次点出站点（已有 ${n} 站）。`, clickPlace: '点一下地图放置；放好后可拖动，或用方向键移动。', orByName: '或按名称放置', becomes: '改为', finish: '完成', move: '迁移', close: '关闭', resize: '调整', undo: '撤销', redo: '重做', share: '复制链接', copied: '已复制', scenarios: '已保存的方案', base: '现状', scenarioName: '方案名称', save: '保存方案', show: '地图显示', scoreOfCells: '综合得分', difference: '变化', showDifference: '只看变化', signIn: '登录后可以试方案。', pinHelp: '可拖动，或用方向键移动。',
    newly: '新达标人次', cityScore: '全市得分', gain: '受益（人 × 分）', changedCells: '变化的格网', whom: '谁受益', moved: '变动的指标', peopleIn: '新达标', nothingMoved: '没有指标变动', emptyTitle: '先试一试', empty: '放一个诊所、关一所学校、画一条路：全市的数字和地图会立即回答。',
    takeAway: (n: string) => `去掉：${n}`, clickPath: (n: number) => `在地图上依次点出路线（已有 ${n} 点）。`, clickCells: (n: number) => `点选要改变的格网（已选 ${n} 个）。`, existing: (n: number) => `现有 ${n} 处：迁移、关闭、调整`, placeHere: (k: string) => `在选定地点新建：${k}`, saved: (n: string) => `已保存方案“${n}”`, answered: (ms: string) => `${ms} 毫秒内答复`, summary: (a: string, b: string, n: string) => `全市得分由 ${a} 变为 ${b}，新达标 ${n} 人次`,
  },
  siting: {
    why: '在哪里新建，受益的人最多？结果附带证明：任何其他选择最多能再好多少。', count: '数量', goal: '目标', goals: { median: '平均步行时间最短', center: '最远的人最近', cover: '时限内覆盖的人最多' }, minutes: '时限（分钟）', ask: '计算选址', tryThem: '放到地图上试一试', gap: (p: string) => `已证明：与最优相差不超过 ${p}`,
  },
  plan: {
    make: '在预算内编制计划', none: '还没有计划。', adopted: '已采纳', older: '基于较早的数据', chosen: '入选', passed: '未入选', money: '资金', frontier: '花多少、得多少', project: '项目', cost: '投资', when: '年份', why: '原因', byGoal: '各目标受益', fund: '资金来源', moneyCaption: '各年安排（下行为可用额）', frontierTitle: '投入与受益', frontierSummary: '按每元受益由高到低依次加入项目', thisPlan: '本计划', million: '百万元', adopt: '采纳计划', adoptWhat: '采纳后将为每个项目开立案件，并记入审计。', basis: '法律依据或决定文号',
    nProjects: (n: string) => `${n} 个项目`, proof: (p: string) => `已证明：同样的钱最多还能多得 ${p}`, opened: (n: number) => `开立 ${n} 件案件`, price: (n: string) => `每增加一百万元，可多得 ${n}（人 × 分）`,
  },
  act: {
    cases: '案件', detail: '案件详情', state: '状态', owner: '责任部门', due: '期限', late: '超期', opened: '开立', spent: '支出', reopened: '重开次数', history: '经过', choose: '选一件案件。', all: '全部状态', moveOn: '办理', note: '说明', to: '责任部门', spentYuan: '实际支出（元）', asPlanned: '按计划建成', builtCapacity: '建成容量', into: '并入案件编号', nobody: '需要登录后查看案件。', onlyLate: '只看超期',
    moves: { open: '开立', assign: '派遣', accept: '受理', start: '开工', finish: '完成', verify: '核验', reopen: '重开', merge: '合并', cancel: '撤销' },
    count: (n: number, late: number) => `${n} 件，其中超期 ${late} 件`,
  },
  learn: {
    title: '承诺与结果', promised: '承诺', measured: '实测', interval: '95% 区间', project: '项目', note: '备注', chart: '承诺与实测', beliefs: '对各类项目的认识', type: '类型', effect: '实际效果 ÷ 承诺', cost: '实际费用 ÷ 单价', cases: '依据案例', none: '还没有复测结果：项目建成并再次体检后才有。', doubt: (v: string, d: string) => `${v} ± ${d}`,
    chartSummary: '方块为承诺，圆点及线段为实测及区间',
  },
  report: {
    title: '体检报告', intro: '同一份报告，四种形式：在线阅读、打印、用 Word 修改、用表格核对。', health: '城市体检报告', healthWhat: '目标、差距、发现、计划、成效，附来源与数据缺口。', papers: '计划附表', papersWhat: '项目、资金、未入选原因。', read: '打开', print: '在打印页中使用浏览器打印即得 PDF。', layers: '数据下载', layer: '数据', language: '报告语言',
    names: { cells: '格网（全部数值与得分）', places: '场所', streets: '道路', findings: '发现的问题', projects: '项目' }, whole: '整座城市', zonesOf: (n: string) => `区域：${n}`,
  },
  me: {
    title: '我的地址', ask: '输入您的街道、小区或附近的场所', near: '使用我的位置', noPosition: '没有得到位置。请改用名称查找。', score: '这里的得分', ofCity: (v: string) => `全市 ${v}`, met: '达到的标准', ofAll: (n: number) => `共 ${n} 项`, farthest: '最远的一项', plans: '附近有什么计划', noPlans: '附近没有已采纳的项目。', findings: '这里的问题', noFindings: '没有发现问题。', again: '换一个地址', hello: '您家附近怎么样？', lead: '三个数字，一张清单：走多远能到学校、诊所、公园；哪里不足，打算怎么办。',
    minutesTo: (k: string) => `分钟到${k}`, minutesFor: (k: string) => `分钟：${k}`,
  },
  portal: { lead: '这座城市怎么样，打算怎么办，做到了没有。任何人都可以查看。', goals: '目标完成情况', plans: '计划', progress: '进展', promise: '承诺与结果', open: '开放数据', score: '全市得分', seeMap: '看地图', myAddress: '看我的地址', noPlans: '还没有公布的计划。', before: (d: string, v: string) => `${d}：${v}`, since: (d: string) => `数据截至 ${d}` },
  screen: { title: '循环在转吗？', worst: '最该先管的五处', leave: '退出大屏', none: '未开始' },
  data: { title: '数据目录', lead: '每个数字从哪里来、何时的、谁可以用。', file: '文件', name: '名称', licence: '许可', dated: '日期', layers: '内容', rows: '行数', remarks: '数据缺口与提示', what: '内容', where: '位置', hint: '怎么办', times: '次数', facts: '城市', cells: '格网', places: '场所', streets: '道路（公里）', people: '人口' },
  admin: {
    accounts: '账号', audit: '审计', add: '新增账号', name: '用户名', display: '姓名', roles: '角色', active: '启用', organisation: '单位', zone: '限定区域（代码）', lastSeen: '最近登录', oneTime: '一次性密码（只显示这一次）', reset: '重置密码', switchOff: '停用', switchOn: '启用', when: '时间', who: '人员', action: '操作', object: '对象', basis: '依据', outcome: '结果', older: '更早', filter: '筛选', newest: '最新',
    roleNames: { resident: '居民', collector: '采集员／网格员', department: '部门', supervisor: '监督', analyst: '分析员', planner: '规划师', finance: '财政', leader: '领导', organisation: '单位与社团', administrator: '管理员' },
  },
  start: {
    title: '把您的城市放进来', lead: '把文件拖到这里：道路、公交、人口、统计。系统会说明每份文件有什么、还缺什么。', noRight: '还没有城市。请管理员登录后导入。', drop: '拖入文件，或点此选择', gives: '可提供', missing: '还缺', nothingMissing: '够用了，可以开始。', who: '谁有', name: '城市名称', asOf: '数据日期', go: '建立城市', demo: '先看示范城市', demoWhat: '一座不存在的城市，数据全部虚构，一分钟即可走完整个循环。', uploading: (n: string) => `正在上传 ${n}`, importing: '正在建立', nowMap: '看地图',
    kinds: { osm: '道路与地图', gtfs: '公交', people: '人口', statistics: '统计', boundary: '边界', zones: '分区', budget: '预算', places: '场所', raster: '栅格', unknown: '无法识别' },
  },
  signin: { title: '登录', why: '工作人员请登录。公开内容无需登录。', name: '用户名', password: '密码', go: '登录', without: '不登录，看公开门户', changeTitle: '请修改密码', changeWhy: '这是一次性密码。请设置只有您知道的密码，至少 12 个字符。', old: '当前密码', fresh: '新密码', change: '修改' },
  jobs: { waiting: '等待中', running: '进行中', done: '完成', failed: '失败', stopped: '已停止', stop: '停止', progress: '进度', steps: { import: '读取文件', measure: '体检', assess: '评估', detect: '发现问题', decide: '编制方案', learn: '学习', pattern: '查找聚集', demo: '生成示范城市', plan: '编制方案', site: '选址', travel: '计算出行', appraise: '评价项目', whatif: '试算' } },
};

type Shape<T> = T extends (...args: infer A) => string ? (...args: A) => string : T extends string ? string : { [K in keyof T]: Shape<T[K]> };
export type Catalogue = Shape<typeof zh>;
