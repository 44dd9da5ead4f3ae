#include <gtest/gtest.h>

#include "cityloop/io/import/permit.h"

namespace cityloop {
namespace {

constexpr Permit W = permit(Mode::walk), C = permit(Mode::wheelchair), B = permit(Mode::cycle),
                 D = permit(Mode::drive);

struct Expected {
  const char* why;
  std::vector<Tag> tags;
  Permit forward, backward;
};

class PermitTable : public ::testing::TestWithParam<Expected> {};

TEST_P(PermitTable, FollowsTheTagging) {
  const auto way = permissions(GetParam().tags);
  ASSERT_TRUE(way) << GetParam().why;
  EXPECT_EQ(way->forward, GetParam().forward) << GetParam().why;
  EXPECT_EQ(way->backward, GetParam().backward) << GetParam().why;
}

constexpr Permit everybody = W | C | B | D;
INSTANTIATE_TEST_SUITE_P(
    Osm, PermitTable,
    ::testing::Values(
        Expected{"a street is for everybody, both ways", {{"highway", "residential"}}, everybody, everybody},
        Expected{"a motorway is for driving and one-way by itself", {{"highway", "motorway"}}, D, 0},
        Expected{"a motorway link is not", {{"highway", "motorway_link"}, {"oneway", "no"}}, D, D},
        Expected{"a motorroad is for driving only", {{"highway", "trunk"}, {"motorroad", "yes"}}, D, D},
        Expected{
            "one-way binds wheels, not feet", {{"highway", "primary"}, {"oneway", "yes"}}, everybody, W | C},
        Expected{"one-way against the line", {{"highway", "primary"}, {"oneway", "-1"}}, W | C, everybody},
        Expected{"bicycles may be excepted",
                 {{"highway", "residential"}, {"oneway", "yes"}, {"oneway:bicycle", "no"}},
                 everybody,
                 W | C | B},
        Expected{"an opposite lane says the same",
                 {{"highway", "residential"}, {"oneway", "yes"}, {"cycleway", "opposite_lane"}},
                 everybody,
                 W | C | B},
        Expected{"a roundabout is one-way",
                 {{"highway", "tertiary"}, {"junction", "roundabout"}},
                 everybody,
                 W | C},
        Expected{"unless it says otherwise",
                 {{"highway", "tertiary"}, {"junction", "roundabout"}, {"oneway", "no"}},
                 everybody,
                 everybody},
        Expected{"a footway is not for bicycles", {{"highway", "footway"}}, W | C, W | C},
        Expected{
            "unless they are welcome", {{"highway", "footway"}, {"bicycle", "yes"}}, W | C | B, W | C | B},
        Expected{"stairs are for feet", {{"highway", "steps"}}, W, W},
        Expected{"stairs with foot=yes are still no ramp", {{"highway", "steps"}, {"foot", "yes"}}, W, W},
        Expected{"stairs with a wheelchair ramp",
                 {{"highway", "steps"}, {"ramp:wheelchair", "yes"}},
                 W | C,
                 W | C},
        Expected{"wheelchair=no", {{"highway", "path"}, {"wheelchair", "no"}}, W | B, W | B},
        Expected{"foot=no on a road", {{"highway", "trunk"}, {"foot", "no"}}, B | D, B | D},
        Expected{"private for all but those who are named",
                 {{"highway", "service"}, {"access", "private"}, {"foot", "yes"}},
                 W | C,
                 W | C},
        Expected{"the special key wins",
                 {{"highway", "residential"}, {"vehicle", "no"}, {"bicycle", "yes"}},
                 W | C | B,
                 W | C | B},
        Expected{"residents' cars only",
                 {{"highway", "service"}, {"motor_vehicle", "private"}},
                 W | C | B,
                 W | C | B},
        Expected{"a pushed bicycle is a walker",
                 {{"highway", "residential"}, {"bicycle", "dismount"}},
                 W | C | D,
                 W | C | D},
        Expected{"a track is not for through traffic", {{"highway", "track"}}, W | C | B, W | C | B},
        Expected{"an alpine path", {{"highway", "path"}, {"sac_scale", "demanding_mountain_hiking"}}, W, W},
        Expected{"a one-way footpath", {{"highway", "footway"}, {"oneway:foot", "yes"}}, W | C, 0},
        Expected{"a reversible lane has no fixed direction for cars",
                 {{"highway", "secondary"}, {"oneway", "reversible"}},
                 W | C | B,
                 W | C | B}));

TEST(Permit, WhatNobodyMayUseIsNoStreet) {
  EXPECT_FALSE(permissions(std::vector<Tag>{{"highway", "construction"}}));
  EXPECT_FALSE(permissions(std::vector<Tag>{{"highway", "service"}, {"access", "private"}}));
  EXPECT_FALSE(permissions(std::vector<Tag>{{"highway", "bus_stop"}}));
  EXPECT_FALSE(permissions(std::vector<Tag>{{"building", "yes"}}));
  EXPECT_FALSE(permissions(std::vector<Tag>{{"highway", "service"}, {"area", "yes"}}));
}

TEST(Permit, APedestrianAreaIsWalkedAlongItsEdge) {
  const auto square = permissions(std::vector<Tag>{{"highway", "pedestrian"}, {"area", "yes"}});
  ASSERT_TRUE(square);
  EXPECT_TRUE(square->ring);
  EXPECT_EQ(square->forward, W | C);
}

TEST(Permit, BarriersStopSomeModes) {
  EXPECT_EQ(stopped_by(std::vector<Tag>{{"barrier", "bollard"}}), D);
  EXPECT_EQ(stopped_by(std::vector<Tag>{{"barrier", "stile"}}), D | B | C);
  EXPECT_EQ(stopped_by(std::vector<Tag>{{"barrier", "gate"}}), 0);
  EXPECT_EQ(stopped_by(std::vector<Tag>{{"barrier", "gate"}, {"access", "private"}}), everybody);
  EXPECT_EQ(stopped_by(std::vector<Tag>{{"barrier", "gate"}, {"motor_vehicle", "no"}}), D);
  EXPECT_EQ(stopped_by(std::vector<Tag>{{"barrier", "wall"}}), everybody);
  // access=private on the node of a shop door says nothing about the street it stands at.
  EXPECT_EQ(stopped_by(std::vector<Tag>{{"shop", "bakery"}, {"access", "private"}}), 0);
}

TEST(Permit, SpeedsAreReadInBothUnits) {
  EXPECT_EQ(posted_kmh("50"), 50);
  EXPECT_EQ(posted_kmh("50 km/h"), 50);
  EXPECT_EQ(posted_kmh("30 mph"), 48);  // 48.28
  EXPECT_EQ(posted_kmh("walk"), 6);
  EXPECT_EQ(posted_kmh("none"), 130);
  EXPECT_EQ(posted_kmh("ES:urban"), 0);
  EXPECT_EQ(posted_kmh(""), 0);
}

}  // namespace
}  // namespace cityloop
