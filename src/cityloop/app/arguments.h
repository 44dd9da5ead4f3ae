#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cityloop/base/text.h"

namespace cityloop {

/// Everything that was said on the command line, read in full before anything is done.
struct Arguments {
  // for all commands
  std::string command;
  std::string workspace = ".";
  std::string catalogue, framework;
  std::optional<Lang> lang;  // absent: the city's, or LANG
  bool json = false, quiet = false;
  int threads = 0;

  // new
  std::string folder;
  bool demo = false;
  double people = 200'000;
  std::uint64_t seed = 1;
  int years_later = 0;
  double cell_m = 100;
  // import
  bool strict = false;
  // measure, explain
  std::vector<std::string> indicators;
  std::vector<std::string> subject;
  std::string indicator;
  std::string map;
  bool targets = false;  // assess
  // lists
  int most = 20;
  // equity
  std::string income, since, lorenz;
  double worst_percent = 20, aversion = 0.5;
  int permutations = 9999;
  bool less_is_better = false;
  // whatif
  std::string delta_file;
  std::vector<std::string> additions;
  // adopt
  std::string plan;
  std::string by = "user";
  // case
  std::string verb;  // of commands that have several: case list, travel matrix …
  std::string case_id, move, role, to, due, spent, built, into, note;
  bool built_as_planned = false, simulate = false, all = false;
  double overrun_percent = 0;
  // goals, units
  std::string because, level, name, parts;
  std::vector<std::string> codes;
  // accounts
  std::string display, organisation, zone, label, noted;
  std::vector<std::string> roles, may;
  bool close = false, reopen = false;
  std::int64_t number = 0;
  // learn
  bool adopt = false;
  // report, export
  std::string out;
  std::vector<std::string> formats;
  // draw
  std::vector<std::string> files;
  // travel
  std::vector<std::string> from, destinations, within;
  std::string mode = "walk", speed, date, depart = "07:00", arrive_by, until, leg = "20 min", every, open_at,
              budget;
  std::vector<double> percentiles;
  int rides = 4, stress = 0;
  double reluctance = 1, wait_weight = 1;
  std::string transfer_penalty;
  bool flat = false, traffic = false, wheelchair = false;

  // appraise
  std::string rules, project, flows, rate;
  // plan
  std::string why, more;
  int plan_years = 0;
  std::size_t stability = 0;
  std::vector<std::string> front;
  double robust = -1;
  std::string scenarios;
  bool wait = false;
  // site
  std::string objective = "median";
  int add = 1;
  bool fresh = false, capacity = false;
  // budget
  std::string pool;
  int years = 20;

  // index
  std::string data, method, before, after, method_after;
  std::size_t draws = 1000, top = 10, points = 0;

  // serve
  std::string address = "127.0.0.1", certificate, key, web, base_url;
  int port = 8080;
  bool behind_proxy = false, closed = false;
  // backup, restore
  std::string backup_file;
  bool without_accounts = false, replace = false, check_only = false;

  /// Help was asked for: print this and end.
  std::string help;
};

/// Throws Error{bad_input} for anything that is not understood, with the nearest known word.
Arguments parse_arguments(const std::vector<std::string>& words, Lang fallback);
/// What --lang says, else LC_ALL, LC_MESSAGES, LANG: needed before the rest, for the help's own language.
Lang language_of(const std::vector<std::string>& words);

/// The manual page of every command, the program's own first: what --help prints, and what docs/reference holds.
struct ManualPage {
  std::string path;  // "cityloop case move"
  std::string text;
};
std::vector<ManualPage> manual_pages(Lang lang);

}  // namespace cityloop
