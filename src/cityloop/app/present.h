#pragma once

#include "cityloop/app/session.h"
#include "cityloop/loop/trend.h"

namespace cityloop {

/// Results as tables for people and as JSON for programs; the shared half of the commands.
void show_assessment(const Session&, const Situation&, const Lens&, std::size_t zones);
/// Of a framework that grades: the sheet of grades instead of scores.
void show_grades(const Session&, const Situation&, const Lens&);
void write_grades(JsonWriter&, const Situation&, const Lens&);
/// Pace against targets; JSON where it was asked for.
void show_trends(const Session&, const Situation&, const Lens&, const std::vector<Trend>&);
void show_findings(const Session&, const Situation&, const Lens&, std::size_t most);
void show_plan(const Session&, const Plan&, const Lens&, std::size_t most);
void show_lessons(const Session&, const Lessons&, const Lens&);
void show_cases(const Session&, const std::vector<Case>&);

void write_json(JsonWriter&, const Standing&);
void write_json(JsonWriter&, const Situation&, const Lens&, bool with_zones);
void write_json(JsonWriter&, const Finding&);
void write_json(JsonWriter&, const Case&);

/// An empty plan for want of money is not a city without needs.
void remark_no_budget(const Session&, const City&);
/// Says that a generated city does not exist.
void banner(const Session&, const City&);

std::string percent(double share, int decimals = 1);
std::string score_words(const Standing&);

}  // namespace cityloop
