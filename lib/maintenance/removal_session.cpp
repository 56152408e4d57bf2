#include "maintenance/removal_session.h"

namespace plumb::maintenance {

namespace {

// How long a transaction may keep others waiting before it is committed.
constexpr int64_t kLongNs = 50'000'000;

}  // namespace

Result<std::optional<RemovalSession::Step>> RemovalSession::Begin() {
  if (!write_) {
    PLUMB_ASSIGN(auto write, environment_.TryBeginWrite(patience_));
    if (!write) return std::optional<Step>();
    write_.emplace(*std::move(write));
    remover_.emplace(*write_->txn, environment_.tables());
    began_ = clock_.MonotonicNs();
  }
  return std::optional(Step{*write_->txn, *remover_});
}

Status RemovalSession::Rest() {
  if (!write_) return Ok();
  if (remover_->Full() || clock_.MonotonicNs() - began_ >= kLongNs) return Commit();
  return Ok();
}

Status RemovalSession::Commit() {
  if (!write_) return Ok();
  PLUMB_TRY(remover_->Finish());
  PLUMB_TRY(write_->txn->Commit());
  counts_.Add(remover_->counts());
  series_.insert(remover_->series().begin(), remover_->series().end());
  remover_.reset();
  write_.reset();
  return Ok();
}

}  // namespace plumb::maintenance
