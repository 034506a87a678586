import Glibc

/// Puts a thread that is allowed to block to sleep.
func sleepBriefly(milliseconds: Int) {
    usleep(UInt32(milliseconds) * 1000)
}
