#pragma once

// Was the money well spent: the evaluation of a project's spending in four blocks (决策、过程、产出、效益), from the ledger and not from
// a self-report.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cityloop/act/case.h"
#include "cityloop/base/document.h"
#include "cityloop/decide/plan.h"
#include "cityloop/learn/outcome.h"
#include "cityloop/measure/indicator.h"

namespace cityloop {

enum class SpendingBlock : std::uint8_t { decision, process, output, benefit };
inline constexpr std::size_t kSpendingBlocks = 4;
/// What is looked at, in the order of their blocks.
enum class SpendingItem : std::uint8_t {
  evidence,
  target,
  execution,
  calm,
  completion,
  quality,
  timeliness,
  saving,
  effect,
  certainty
};
inline constexpr std::size_t kSpendingItems = 10;
SpendingBlock block_of(SpendingItem);
Text words_of(SpendingBlock);
Text words_of(SpendingItem);
std::string_view to_word(SpendingBlock);
std::string_view to_word(SpendingItem);

/// The weights are a city's to set; within a block all items that are known count by theirs.
struct SpendingRules {
  std::string key;
  Text name;
  Source source;
  std::array<double, kSpendingItems> weight{};  // points of 100
  double excellent = 90, good = 80, fair = 60;
  std::string file;
};
/// {key, name, source, weights: {decision: {evidence: 10, …}, …}, grades: {excellent, good, fair}}; strict. Throws Error{bad_input}:
/// weights that do not sum to 100, an item in another block.
SpendingRules parse_spending_rules(const Document&);

struct Evaluated {
  ProjectId project;
  Text name;
  std::array<std::optional<double>, kSpendingItems> item;    // 0 … 100; absent: nothing is known of it
  std::array<std::optional<double>, kSpendingBlocks> block;  // 0 … 100
  std::optional<double> score;                               // over what is known, as taken together
  double known = 0;                                          // share of the weight that is known
  std::optional<int> grade;                                  // 3 优, 2 良, 1 中, 0 差
};
Text words_of_grade(int);

/// Evaluates the spending on one project.
///
///   evidence    100 if it answers a finding (无体检不项目), else 0
///   target      100 if an effect was promised for an indicator, else 0
///   execution   100·min(r, 1/r),  r = spent / planned (预算执行率)
///   calm        100/(1 + times reopened or merged)
///   completion  100·min(1, built capacity / planned) (实际完成率)
///   quality     100 if it was verified at the first time, else 100/(1 + reopened)
///   timeliness  100, less 100 for each year that it was late (完成及时性)
///   saving      100·min(1, 1 + (planned − spent)/planned) (成本节约率)
///   effect      100·min(1, measured/promised), weighted by promises, not below 0
///   certainty   share of outcomes with a comparison whose interval leaves 0 out
///
/// where doubtful outcomes count for nothing, good or bad.
///
/// returns  Evaluated; a block is the weighted mean of its known items, the score that of known blocks
/// marks    an item nothing is known of is absent and not zero
/// source   财预〔2020〕10号 (four blocks; formulas from memory); weights of the rules
Evaluated evaluate_spending(const Choice&, const Case&, std::span<const Outcome>, const SpendingRules&);

}  // namespace cityloop
