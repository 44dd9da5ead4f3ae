#pragma once

// The smallest lens that turns the ring: one indicator, one goal, one kind of project. Shared by tests of the later verbs.

#include "cityloop/assess/framework.h"
#include "cityloop/base/document.h"
#include "cityloop/decide/project.h"
#include "cityloop/measure/kernel.h"

namespace cityloop {

inline constexpr const char* kIndicator = R"(
key: access.primary_school.walk
name: {en: Walk to the nearest primary school, zh: 步行到最近的小学}
meaning: {en: minutes, zh: 分钟}
unit: min
kernel: nearest
params: {kind: primary_school, mode: walk, limit: 60 min}
reach: 1500 m
source: {title: test}
)";
inline constexpr const char* kFramework = R"(
key: test
name: {en: Test, zh: 测试}
adopted_by: {en: nobody, zh: 无}
valid: {from: 2026-01-01, until: 2031-01-01}
goals:
  - key: services
    name: {en: Services, zh: 服务}
    criteria:
      - indicator: access.primary_school.walk
        version: 1
        curve: [[5, 1], [15, 0.6], [30, 0]]
        standard: 15
)";
inline constexpr const char* kType = R"(
key: primary_school
name: {en: Primary school, zh: 小学}
helps: [access.primary_school.walk]
does: add_place
place: primary_school
capacity: 600
capex: 2000万元
opex_per_year: 500万元
years_to_build: 2
fund: education
owner: education_bureau
owner_name: {en: Education bureau, zh: 教育局}
price_source: {title: test, verified: false}
)";

struct Wanted {
  std::vector<Indicator> indicators{parse_indicator(parse_yaml(kIndicator, "i.yaml"))};
  Framework framework;
  std::vector<ProjectType> types{parse_project_type(parse_yaml(kType, "p.yaml"), indicators)};
  Lens lens{indicators, framework};
  explicit Wanted(const std::string& goals = kFramework)
      : framework{parse_framework(parse_yaml(goals, "f.yaml"), indicators)} {}
  Wanted(const Wanted&) = delete;
  Wanted& operator=(const Wanted&) = delete;
};

}  // namespace cityloop
