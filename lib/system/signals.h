// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and kill as a wish to stop: the tool finishes what it has begun and leaves.
#pragma once

namespace plumb::system {

// From now on SIGINT and SIGTERM only set a flag and wake sleeps and reads; a second one ends the
// process.
void CatchStopSignals();
bool StopRequested();
// From now on writing to a connection or a pipe that is gone is an error of the write: TLS
// libraries ask for no less. The frame of the tools ends quietly on such an error of standard
// output.
void IgnoreBrokenPipes();
// 128 + the signal's number: the exit status the shell expects. REQUIRES: StopRequested()
int StopExitStatus();

}  // namespace plumb::system
