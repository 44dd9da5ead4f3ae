// Invariant 12: a case is the fold of its events; illegal moves are refused; replay is idempotent.
#include <gtest/gtest.h>

#include "cityloop/act/case.h"
#include "cityloop/base/random.h"

namespace cityloop {
namespace {

bool same(const Case& a, const Case& b) {
  return a.id == b.id && a.state == b.state && a.owner == b.owner && a.spent == b.spent &&
         a.built == b.built && a.last == b.last && a.finished == b.finished && a.reopened == b.reopened;
}

TEST(Cases, RandomWalksFollowTheTableAndReplayToTheSameCase) {
  const std::vector<std::string> roles{"resident", "planner",    "operator", "department",
                                       "worker",   "supervisor", "finance",  "mayor"};
  std::size_t legal = 0, refused = 0;
  for (std::uint64_t walk = 0; walk < 200; ++walk) {
    Random r{12, walk};
    std::vector<CaseEvent> events;
    CaseEvent open;
    open.of = CaseId{walk};
    open.at = parse_instant("2027-01-01");
    open.by = ActorKey{"a"};
    open.role = "planner";
    open.origin = ProjectId{1};
    open.title = verbatim("t");
    events.push_back(open);
    Case now = fold(events);
    for (int k = 0; k < 40; ++k) {
      CaseEvent e;
      e.of = open.of;
      e.at = open.at + std::chrono::hours{k};
      e.by = ActorKey{"b"};
      e.role = roles[r.below(roles.size())];
      e.move = static_cast<Move>(r.below(9));
      e.to = DepartmentKey{"d"};
      e.spent = Money{static_cast<std::int64_t>(r.below(100))};
      e.built = Delta{};
      e.into = CaseId{walk + 1};
      // The table is the only law: an event that carries everything is taken exactly if a row allows it.
      bool allowed = false;
      for (const Transition& t : moves())
        allowed = allowed || (t.move != Move::open && t.from == now.state && t.move == e.move &&
                              std::find(t.roles.begin(), t.roles.end(), e.role) != t.roles.end());
      EXPECT_EQ(may(now, e.move, e.role), allowed);
      if (!allowed) {
        EXPECT_THROW((void)step(now, e), Error);
        ++refused;
        continue;
      }
      now = step(now, e);
      events.push_back(e);
      ++legal;
    }
    EXPECT_TRUE(same(now, fold(events)));
    EXPECT_TRUE(same(now, fold_all(events).front()));
  }
  EXPECT_GT(legal, 300U);
  EXPECT_GT(refused, 300U);
}

TEST(Cases, EndStatesHaveNoWayOutButReopening) {
  for (const Transition& t : moves()) {
    EXPECT_NE(t.from, CaseState::merged);
    EXPECT_NE(t.from, CaseState::cancelled);
    if (t.from == CaseState::closed) {
      EXPECT_EQ(t.move, Move::reopen);
    }
  }
}

}  // namespace
}  // namespace cityloop
