#pragma once

#include <map>
#include <memory>

#include "cityloop/decide/portfolio/problem.h"

namespace cityloop::portfolio {

/// What a proposal is part of: made once for a problem, which must outlive it.
struct Links {
  explicit Links(const Problem&);
  const Problem& problem;
  using Lists = std::vector<std::vector<std::uint32_t>>;
  Lists before, after;  // precedences in which a proposal is the later, the earlier one
  Lists apart;          // those it excludes by pair
  Lists groups, elements, together;
  std::vector<std::vector<int>> years;  // of start
  std::vector<Money> capital;
  std::vector<std::uint32_t> site;  // dense; proposals without one have one of their own
  std::size_t sites = 0;
  bool shares = false;  // some group has one
  std::size_t last = 0;
};

/// What forbids one more work, and how much is missing.
struct Lack {
  Constraint what;
  Money money = {};
  std::int64_t units = 0;
};

/// A plan in the making, in whole fen. Upper limits hold at all times; floors and shares are for the end.
class State {
 public:
  explicit State(std::shared_ptr<const Links>);
  const Links& links() const { return *links_; }
  const Starts& starts() const { return start_; }
  bool chosen(std::size_t p) const { return start_[p] != kNotChosen; }
  /// The first constraint that a start in this year would break; shares too if `shares`.
  std::optional<Lack> refusal(std::size_t p, int year, bool shares = false) const;
  /// What it would add to the value, given what is chosen.
  double gain(std::size_t p, int year) const;
  void add(std::size_t p, int year);
  void remove(std::size_t p);
  /// No chosen work waits for it, it need not be, and no floor that is reached is lost.
  bool removable(std::size_t p) const;
  double value() const { return value_; }
  /// Missing to the floors of a group; 0: nothing.
  Money missing(std::size_t group) const;
  int missing_works(std::size_t group) const;
  bool shares_hold() const;
  Money left(std::size_t fund) const;  // of all its years

 private:
  void book(std::size_t p, int year, int sign);
  std::optional<Lack> fund_refusal(std::size_t p, int year) const;
  std::optional<Lack> running_refusal(const Running&, int year) const;
  std::optional<Lack> group_refusal(std::size_t p, bool shares) const;
  bool share_holds(const Group&, std::int64_t sum, std::int64_t all) const;

  std::shared_ptr<const Links> links_;
  Starts start_;
  double value_ = 0;
  std::vector<std::vector<std::int64_t>> spent_;  // fund, year
  std::vector<std::int64_t> running_;             // year
  std::vector<std::int64_t> group_money_, cap_;
  std::vector<int> group_works_, cover_;
  std::vector<int> site_;  // who holds it, from 1
  std::int64_t all_ = 0;
  mutable std::vector<std::int64_t> extra_;
};

}  // namespace cityloop::portfolio
