#pragma once

#include "cityloop/io/report/report.h"
#include "cityloop/loop/usecases.h"

namespace cityloop {

/// What a report is made of, from what was looked at. The arguments must outlive it.
class Reporting {
 public:
  Reporting(const Overview&, const Lens&, const Catalogue&, Instant made, std::string version);
  Reporting(const Reporting&) = delete;
  Reporting& operator=(const Reporting&) = delete;
  const ReportModel& model() const { return model_; }

 private:
  std::optional<GradeSheet> grades_;
  ReportModel model_;
};

}  // namespace cityloop
