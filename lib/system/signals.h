// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and kill as a wish to stop: the tool finishes what it has begun and leaves.
#pragma once

namespace plumb::system {

// From now on SIGINT and SIGTERM only set a flag and wake sleeps and reads; a second one ends the
// process.
void CatchStopSignals();
bool StopRequested();
// 128 + the signal's number: the exit status the shell expects. REQUIRES: StopRequested()
int StopExitStatus();

}  // namespace plumb::system
