// Files that are not as a collector expects them: cut, with columns missing, odd names, huge
// numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tree.h"

namespace plumb::node {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Cpu, AnOldKernelHasFewerColumns) {
  Tree tree;
  tree.Write("proc/stat", "cpu 1 2\ncpu0 100 250\n");
  const Seen seen = Look("cpu", tree);
  EXPECT_TRUE(seen.status.ok());
  EXPECT_THAT(seen.text, HasSubstr(R"(node_cpu_seconds_total{cpu="0",mode="nice"} 2.5)"));
  EXPECT_THAT(seen.text, HasSubstr(R"(node_cpu_seconds_total{cpu="0",mode="steal"} 0)"));
}

TEST(Cpu, ABadNumberFailsButKeepsWhatWasRead) {
  Tree tree;
  tree.Write("proc/stat", "cpu 1\ncpu0 100 250\ncpu1 1 x\n");
  const Seen seen = Look("cpu", tree);
  ASSERT_FALSE(seen.status.ok());
  EXPECT_EQ(seen.status.error().message, "'x' in stat is not a number");
  EXPECT_THAT(seen.text, HasSubstr(R"({cpu="0",mode="nice"} 2.5)"));
}

TEST(Cpu, CoresThatShareAPackageAreCountedOnce) {
  Tree tree;
  tree.Write("proc/stat", "cpu0 1\n");
  for (const std::string cpu : {"cpu0", "cpu1", "cpu2"}) {
    const std::string base = "sys/devices/system/cpu/" + cpu;
    tree.Write(base + "/topology/physical_package_id", "0\n");
    tree.Write(base + "/topology/core_id", cpu == "cpu2" ? "1\n" : "0\n");
    tree.Write(base + "/thermal_throttle/core_throttle_count", "7\n");
    tree.Write(base + "/thermal_throttle/package_throttle_count", "9\n");
  }
  const Seen seen = Look("cpu", tree);
  EXPECT_THAT(Samples(seen),
              HasSubstr("node_cpu_core_throttles_total{core=\"0\",package=\"0\"} 7\n"
                        "node_cpu_core_throttles_total{core=\"1\",package=\"0\"} 7\n"));
  EXPECT_THAT(Samples(seen), HasSubstr("node_cpu_package_throttles_total{package=\"0\"} 9\n"));
}

TEST(Meminfo, NamesAndUnits) {
  Tree tree;
  tree.Write("proc/meminfo", "Inactive(file):  7 kB\nHugePages_Free: 3\nOdd_total: 1\n\n");
  EXPECT_EQ(Samples(Look("meminfo", tree)),
            "node_memory_HugePages_Free 3\nnode_memory_Inactive_file_bytes 7168\n"
            "node_memory_Odd_total 1\n");
  EXPECT_THAT(Look("meminfo", tree).text, HasSubstr("# TYPE node_memory_Odd_total counter"));
}

TEST(Meminfo, RefusesALineItDoesNotKnow) {
  Tree tree;
  tree.Write("proc/meminfo", "MemTotal 5 kB\n");
  EXPECT_FALSE(Look("meminfo", tree).status.ok());
}

TEST(Meminfo, HugeNumbersStayNumbers) {
  Tree tree;
  tree.Write("proc/meminfo",
             "Huge: 18446744073709551615 kB\nHuger: " + std::string(400, '9') + "\n");
  EXPECT_EQ(Samples(Look("meminfo", tree)),
            "node_memory_Huge_bytes 1.888946593147858e+22\nnode_memory_Huger +Inf\n");
}

TEST(Diskstats, ShortLinesAreSkippedAndOldOnesHaveFewerMetrics) {
  Tree tree;
  tree.Write("proc/diskstats",
             "8 0 sda 1 2 3\n"
             "8 16 sdb 1 2 3 4 5 6 7 8 9 10 11\n");
  const Seen seen = Look("diskstats", tree);
  EXPECT_TRUE(seen.status.ok());
  EXPECT_THAT(seen.text, Not(HasSubstr("sda")));
  EXPECT_THAT(seen.text, HasSubstr(R"(node_disk_read_bytes_total{device="sdb"} 1536)"));
  EXPECT_THAT(seen.text, Not(HasSubstr("node_disk_discards")));
}

TEST(Diskstats, MoreColumnsThanAreKnownAreLeftOut) {
  Tree tree;
  std::string line = "8 0 sda";
  for (int i = 0; i < 40; ++i) line += " 1";
  tree.Write("proc/diskstats", line + "\n");
  EXPECT_TRUE(Look("diskstats", tree).status.ok());
}

TEST(Diskstats, OtherDevicesMayBeLeftOut) {
  Tree tree;
  tree.Write("proc/diskstats", "8 0 sda 1 1 1 1 1 1 1 1 1 1 1\n7 0 loop0 1 1 1 1 1 1 1 1 1 1 1\n");
  Filters filters;
  ASSERT_TRUE(filters.Set("diskstats", "device-exclude", "^sd").ok());
  const Seen seen = Look("diskstats", tree.roots(), filters);
  EXPECT_THAT(seen.text, HasSubstr("loop0"));
  EXPECT_THAT(seen.text, Not(HasSubstr("sda")));
}

TEST(Filesystem, UnescapesMountPointsAndMarksThoseThatFail) {
  Tree tree;
  tree.Write("root/data disk/x", "");
  tree.Write("proc/self/mounts",
             "/dev/sdb1 /data\\040disk ext4 ro,relatime 0 0\n"
             "/dev/sdb1 /data\\040disk ext4 rw 0 0\n"
             "nas:/\\134\"x\" /gone nfs rw 0 0\n"
             "proc /proc proc rw 0 0\n");
  const Seen seen = Look("filesystem", tree);
  EXPECT_TRUE(seen.status.ok());
  EXPECT_THAT(
      seen.text,
      HasSubstr(
          R"(node_filesystem_readonly{device="/dev/sdb1",fstype="ext4",mountpoint="/data disk"} 1)"));
  EXPECT_THAT(
      seen.text,
      HasSubstr("node_filesystem_device_error{device=\"nas:/\\\\134\\\"x\\\"\",fstype=\"nfs\","
                "mountpoint=\"/gone\"} 1"));
  EXPECT_THAT(seen.text, Not(HasSubstr(R"(readonly{device="nas)")));
  EXPECT_THAT(seen.text, Not(HasSubstr("proc")));
}

TEST(Filesystem, TheRootOfAContainersHostIsCutOff) {
  Tree tree;
  tree.Write("root/home/x", "");
  const std::string root = tree.Path("root");
  tree.Write("proc/1/mounts",
             "/dev/sda1 " + root + " ext4 rw 0 0\n/dev/sda2 " + root + "/home ext4 rw 0 0\n");
  Filters filters;
  const Seen seen = Look("filesystem", tree.roots(), filters);
  EXPECT_THAT(seen.text, HasSubstr(R"(mountpoint="/"} )"));
  EXPECT_THAT(seen.text, HasSubstr(R"(mountpoint="/home"} )"));
}

TEST(Filesystem, RefusesALineWithTooFewColumns) {
  Tree tree;
  tree.Write("proc/self/mounts", "/dev/sda1 /\n");
  EXPECT_EQ(Look("filesystem", tree).status.error().message,
            "malformed mount point: '/dev/sda1 /'");
}

TEST(Netdev, AliasesKeepTheirColon) {
  Tree tree;
  tree.Write("proc/net/dev", "Inter-|\n face |bytes|bytes\neth0:1: 5 6\n");
  EXPECT_EQ(Samples(Look("netdev", tree)),
            "node_network_receive_bytes_total{device=\"eth0:1\"} 5\n"
            "node_network_transmit_bytes_total{device=\"eth0:1\"} 6\n");
}

TEST(Netdev, OddNamesNeedEscapes) {
  Tree tree;
  tree.Write("proc/net/dev", "Inter-|\n face |bytes|bytes\n a\"b\\: 5 6\n");
  EXPECT_THAT(Look("netdev", tree).text, HasSubstr(R"({device="a\"b\\"} 5)"));
}

TEST(Netdev, RefusesWhatItCannotPlace) {
  for (const char* text :
       {"", "Inter-|\n", "Inter-|\n face bytes\n", "Inter-|\n face |bytes|bytes\neth0 5 6\n",
        "Inter-|\n face |bytes|bytes\neth0: 5\n", "Inter-|\n face |bytes|bytes\neth0: 5 x\n"}) {
    Tree tree;
    tree.Write("proc/net/dev", text);
    EXPECT_FALSE(Look("netdev", tree).status.ok()) << text;
  }
}

TEST(Netstat, NamesAndValuesMustAgree) {
  for (const char* text :
       {"Tcp: CurrEstab\nTcp: 1 2\n", "Tcp: CurrEstab\nUdp: 1\n", "Tcp CurrEstab\nTcp 1\n"}) {
    Tree tree;
    tree.Write("proc/net/netstat", text).Write("proc/net/snmp", "");
    EXPECT_FALSE(Look("netstat", tree).status.ok()) << text;
  }
}

TEST(Netstat, VersionSixMayBeOff) {
  Tree tree;
  tree.Write("proc/net/netstat", "").Write("proc/net/snmp", "Tcp: CurrEstab\nTcp: 4\n");
  const Seen seen = Look("netstat", tree);
  EXPECT_TRUE(seen.status.ok());
  EXPECT_EQ(seen.text,
            "# HELP node_netstat_Tcp_CurrEstab Statistic TcpCurrEstab.\n"
            "# TYPE node_netstat_Tcp_CurrEstab unknown\n"
            "node_netstat_Tcp_CurrEstab 4\n");
}

TEST(Sockstat, RefusesAPairWithoutItsValue) {
  Tree tree;
  tree.Write("proc/net/sockstat", "TCP: inuse\n");
  EXPECT_FALSE(Look("sockstat", tree).status.ok());
}

TEST(Softnet, RefusesShortAndWrongLines) {
  for (const char* text : {"00000001 00000002\n", "0000000g 00000000 00000000\n", "\n"}) {
    Tree tree;
    tree.Write("proc/net/softnet_stat", text);
    EXPECT_FALSE(Look("softnet", tree).status.ok()) << text;
  }
}

TEST(UdpQueues, RefusesALineWithoutQueues) {
  Tree tree;
  tree.Write("proc/net/udp", "head\n 1: a b c 0000001\n");
  EXPECT_FALSE(Look("udp_queues", tree).status.ok());
}

TEST(Conntrack, RefusesShortLines) {
  Tree tree;
  tree.Write("proc/sys/net/netfilter/nf_conntrack_count", "1\n")
      .Write("proc/sys/net/netfilter/nf_conntrack_max", "2\n")
      .Write("proc/net/stat/nf_conntrack", "head\n01 02 03\n");
  const Seen seen = Look("conntrack", tree);
  EXPECT_FALSE(seen.status.ok());
  EXPECT_EQ(Samples(seen), "node_nf_conntrack_entries 1\nnode_nf_conntrack_entries_limit 2\n");
}

TEST(Pressure, NeedsItsTotals) {
  Tree tree;
  tree.Write("proc/pressure/cpu", "some avg10=0.00\n");
  EXPECT_EQ(Look("pressure", tree).status.error().message, "no total of 'some' in pressure/cpu");
}

TEST(Os, FallsBackToUsrLib) {
  Tree tree;
  tree.Write("root/usr/lib/os-release", "NAME='It\\'s'\nVERSION_ID=rolling\nno equals sign\n");
  const Seen seen = Look("os", tree);
  EXPECT_TRUE(seen.status.ok());
  EXPECT_THAT(seen.text, Not(HasSubstr("node_os_version")));
  EXPECT_THAT(seen.text, HasSubstr(R"(name="It\\s")"));
}

TEST(ThermalZone, ASensorThatDoesNotAnswerIsLeftOut) {
  Tree tree;
  tree.Write("sys/class/thermal/thermal_zone0/type", "a\n");
  tree.Write("sys/class/thermal/thermal_zone1/type", "b\n");
  tree.Write("sys/class/thermal/thermal_zone1/temp", "-5000\n");
  const Seen seen = Look("thermal_zone", tree);
  EXPECT_TRUE(seen.status.ok());
  EXPECT_EQ(Samples(seen), "node_thermal_zone_temp{type=\"b\",zone=\"1\"} -5\n");
}

TEST(Time, IsTheMachinesTimeInItsZone) {
  Tree tree;
  EXPECT_THAT(Look("time", tree).text, HasSubstr("node_time_seconds 1.79534880025e+09\n"));
  EXPECT_THAT(Look("time", tree).text,
              HasSubstr(R"(node_time_zone_offset_seconds{time_zone="UTC"} 0)"));
}

TEST(Uname, NamesThisMachine) {
  Tree tree;
  EXPECT_THAT(Look("uname", tree).text, HasSubstr(R"(sysname="Linux")"));
}

}  // namespace
}  // namespace plumb::node
