# What people pipe into plumb-chart, each a good chart with no option.
setup() { load frame.bash; }

# says TEXT…: standard input as one sentence has all of them.
says() {
  run --separate-stderr plumb-chart --tz UTC --describe
  assert_success
  assert_stderr ""
  for text in "$@"; do assert_output --partial "$text"; done
}
draws() {
  run --separate-stderr plumb-chart --tz UTC --width 80
  assert_success
  assert_stderr ""
  for text in "$@"; do assert_output --partial "$text"; done
}

@test "df -h: the shares, one bar a file system" {
  draws "Use%" "93%" "/home" "4%" <<'END'
Filesystem      Size  Used Avail Use% Mounted on
/dev/vda2        98G   87G  6.3G  93% /
tmpfs           7.8G     0  7.8G   0% /dev/shm
/dev/vda1       511M   18M  494M   4% /home
END
  refute_output --partial "Avail"
}

@test "df: two columns that awk took" {
  draws "93%" "/boot/efi" "4%" <<'END'
Use% Mounted
93% /
0% /dev/shm
4% /boot/efi
END
}

@test "sizes as du -h writes them, in a locale with commas, too" {
  printf '1,5G\t/a\n512M\t/b\n4,0K\t/c\n' | draws "1.5 GiB" "512 MiB" "4 KiB" "/b"
  printf '1.5G /a b c\n512M /b\n' | draws "1.5 GiB" "/a b c"
}

@test "du -s and wc -l: numbers before names, the total left out" {
  printf '120\tlib\n30\tman\n' | draws "lib" "120" "man" "30"
  printf '  120 a.cpp\n   30 b c.cpp\n  150 total\n' >lines
  draws "a.cpp" "b c.cpp" <lines
  refute_output --partial "total"
  printf '  120 a.cpp\n   30 b.cpp\n  999 total\n' | draws "total" "999"
}

@test "sort | uniq -c, and names before numbers" {
  printf '     12 GET\n      3 POST\n' | draws "GET" "12"
  printf '/a 3\nb 5\n' | draws "/a" "b"
  # Both are names of metrics.
  printf 'a 3\nb 5\n' | draws "a" "b"
}

@test "vmstat: banner and titles passed over, titles that come again too" {
  {
    for _ in 1 2; do
      echo 'procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----'
      echo ' r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st'
      echo ' 1  0      0  81000   2100  51000    0    0    10    20  300  400  5  2 93  0  0'
      echo ' 2  0      0  80000   2100  52000    0    0    10    20  310  420  7  2 91  0  0'
    done
  } | draws "free" "cache" "81 K"
}

@test "ping: how long each answer took" {
  draws "ping_seconds" "12.3 ms" "9.8 ms" <<'END'
PING web1 (10.0.0.1) 56(84) bytes of data.
64 bytes from web1 (10.0.0.1): icmp_seq=1 ttl=64 time=12.3 ms
64 bytes from web1 (10.0.0.1): icmp_seq=2 ttl=64 time=9.8 ms
64 bytes from web1 (10.0.0.1): icmp_seq=4 ttl=64 time=11 ms

--- web1 ping statistics ---
4 packets transmitted, 3 received, 25% packet loss, time 3004ms
rtt min/avg/max/mdev = 9.8/11.0/12.3/1.0 ms
END
  printf '[17747424%s.5] 64 bytes from web1: icmp_seq=%d ttl=64 time=%d ms\n' 00 1 5 60 2 6 |
    says "from 2026-03-29 00:00:00 UTC to 2026-03-29 00:01:00 UTC" "6 ms"
}

@test "numbers that sed took from ping, with and without their unit" {
  printf '12.3 ms\n9.8 ms\n' | draws "12.3 ms"
  printf '12.3\n9.8\n' | draws "12.3"
}

@test "numbers in several columns are as many lines" {
  printf '1 10\n2 20\n3 15\n' | draws "column 1" "column 2" "20"
}

@test "epoch times and values" {
  printf '1774742400 5\n1774742460 7\n' | says "from 2026-03-29 00:00 UTC to 2026-03-29 00:01 UTC" "7"
  printf '1774742400 5 1\n1774742460 7 2\n' | says "2 series"
}

@test "a date and a time of day as two words" {
  printf '2026-03-29 00:00:00 5\n2026-03-29 00:01:00 7\n' | says "from 2026-03-29 00:00 UTC" "7"
}

@test "a spreadsheet's CSV: byte order mark, semicolons, decimal commas, German dates" {
  printf '\357\273\277Datum;Temperatur\r\n18.09.2026 14:00;21,5\r\n18.09.2026 15:00;22,5\r\n' |
    says "from 2026-09-18 14:00 UTC to 2026-09-18 15:00 UTC" "22.5"
}

@test "a spreadsheet's CSV: thousands in groups" {
  printf 'Datum;Umsatz;Kosten\n01.03.2026;1.234,50;900,10\n02.03.2026;1.300,00;950,00\n' |
    draws "Umsatz" "1.23 K" "Kosten" "900"
}

@test "CSV: the time stands anywhere and in any form" {
  printf 'temp,when\n20,2026-09-18 14:00\n22,2026-09-18 15:00\n' | says "from 2026-09-18 14:00 UTC" "22"
  printf 'host,n,Date\na,1,9/18/2026 2:00 PM\na,2,9/18/2026 3:00 PM\n' | says "from 2026-09-18 14:00 UTC"
  printf 'date,time,temp\n2026-09-18,14:00,20\n2026-09-18,15:00,22\n' | says "from 2026-09-18 14:00 UTC"
  printf 'time,date,temp\n14:00,18.09.2026,20\n15:00,18.09.2026,22\n' | says "from 2026-09-18 14:00 UTC"
  printf 'ts\tx\n1774742400123\t5\n1774742460123\t7\n' | says "from 2026-03-29 00:00:00 UTC"
}

@test "CSV: a column called time may say how long" {
  printf 'run,time\n1,12.5\n2,11.5\n3,13\n' | says "2 series"
}

@test "CSV: wide is a line a column, long a line a name" {
  printf 'time,a,b\n1774742400,1,2\n1774742460,3,4\n' | draws "a " "b "
  printf 'time,host,value\n1774742400,web1,1\n1774742400,web2,2\n1774742460,web1,3\n1774742460,web2,4\n' |
    draws "web1" "web2"
}

@test "CSV: categories are bars, with and without titles" {
  printf 'city,population\nBerlin,3700000\nParis,2100000\n' | draws "█" "Berlin" "3.7 Mil" "population"
  printf 'Berlin,3700000\nParis,2100000\n' | draws "█" "Paris" "2.1 Mil"
  printf 'city,2024,2025\nBerlin,5,7\nParis,6,8\n' | draws "2024  " "2025" " Paris █"
  printf 'disk,full\na,45%%\nb,7%%\n' | draws "45%" "7%"
}

@test "dates that can be read in two ways: said, and with what they are said" {
  printf 'date,x\n01/02/2026,5\n01/03/2026,6\n' >data
  run --separate-stderr plumb-chart data
  assert_failure 2
  assert_stderr_has "can be read in two ways"
  assert_stderr_has "--time-format"
  run --separate-stderr plumb-chart data --tz UTC --describe --time-format '%m/%d/%Y'
  assert_success
  assert_output --partial "from 2026-01-02"
}

@test "JSON objects, a line each: time, numbers and labels found" {
  {
    echo '{"ts":"2026-09-18T14:00:00Z","level":"info","msg":"a","req":{"duration_ms":12.5,"path":"/"},"tags":["x"]}'
    echo '{"ts":"2026-09-18T14:01:00Z","level":"info","msg":"b","req":{"duration_ms":10.5,"path":"/"}}'
    echo '{"ts":"2026-09-18T14:02:00Z","level":"info","msg":"c","req":{"duration_ms":14,"path":null}}'
    echo '{"ts":"2026-09-18T14:03:00Z","level":"info","msg":"d","req":{"duration_ms":11,"path":"/"}}'
  } >log
  says "from 2026-09-18 14:00 UTC to 2026-09-18 14:03 UTC" "14 ms" <log
  { cat log; echo '{"ts":'; } >broken
  run --separate-stderr plumb-chart broken
  assert_failure 1
  assert_output --partial "duration_ms"
  assert_stderr_has "1 line rejected: line 5"
  echo '[{"name":"a","size":5},{"name":"b","size":7}]' | draws "█" "a" "size"
}

@test "answers of the Prometheus API: matrix, vector, scalar" {
  echo '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"x_bytes"},"values":[[1774742400,"1024"],[1774742460,"2048"]]}]}}' |
    says "2 KiB" "from 2026-03-29 00:00"
  echo '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"job":"a"},"value":[1774742400,"5"]},{"metric":{"job":"b"},"value":[1774742400,"7"]}]}}' |
    draws "█" "b" "7"
  echo '{"status":"success","data":{"resultType":"scalar","result":[1774742400,"42"]}}' | draws "42"
  run --separate-stderr plumb-chart <<<'{"status":"error","errorType":"bad_data","error":"parse error"}'
  assert_failure 4
  assert_stderr_has "parse error"
}

@test "units: from names, # UNIT and #! unit" {
  printf 'a_seconds %d %d000\n' 90 1774742400 120 1774742460 | draws "2 min"
  printf 'a_ratio %s %d000\n' 0.5 1774742400 0.25 1774742460 | draws "50%"
  printf 'a_bytes_total %s %d000\n' 1024 1774742400 2048 1774742460 | draws "2 KiB"
  printf '# UNIT heat celsius\nheat %s %d000\nheat %s %d000\n' 20 1774742400 21 1774742460 | draws "21 °C"
  printf '#! unit name=seconds\nx %s %d000\nx %s %d000\n' 90 1774742400 120 1774742460 | draws "2 min"
}

@test "what is not understood is an error that says what there is" {
  printf 'hello world\nnothing to see\n' >prose
  run --separate-stderr plumb-chart prose
  assert_failure 1
  assert_output ""
  assert_stderr_has "no numbers were found"
  assert_stderr_has "-f"
  assert_stderr_has "columns "
  printf 'a,b\nx,y\n' >words.csv
  run --separate-stderr plumb-chart words.csv
  assert_failure 2
  assert_stderr_has "no column of numbers found"
  assert_stderr_has "columns: a, b"
  printf '%s - - [18/Sep/2026:14:00:00 +0200] "GET / HTTP/1.1" 200 512\n' 10.0.0.1 10.0.0.2 >access.log
  run --separate-stderr plumb-chart access.log
  assert_failure 1
  assert_output ""
}

@test "a query over columns: plumb-query reads them as plumb-chart does" {
  printf '93%% /\n4%% /home\n' >df
  run --separate-stderr plumb-query -d df 'max({name=~"/.*"})' -o value
  assert_success
  assert_output 93
}

@test "query_range of a real Prometheus, as curl gets it" {
  prometheus=$("$PLUMB_ROOT/scripts/peers" prometheus 2>/dev/null) || skip "no prometheus"
  port=$((20000 + RANDOM % 20000))
  cat >prometheus.yml <<END
global: {scrape_interval: 1s}
scrape_configs: [{job_name: self, static_configs: [{targets: ["127.0.0.1:$port"]}]}]
END
  "$prometheus" --config.file=prometheus.yml --storage.tsdb.path="$PWD/tsdb" \
    --web.listen-address="127.0.0.1:$port" >prometheus.log 2>&1 3>&- &
  server=$!
  api=http://127.0.0.1:$port/api/v1
  for _ in $(seq 100); do
    curl -sf "$api/query?query=count(process_resident_memory_bytes)" | grep -q '"value"' && break
    sleep 0.1
  done
  end=$(date +%s)
  curl -s "$api/query_range?query=process_resident_memory_bytes&start=$((end - 60))&end=$((end + 1))&step=1" >matrix
  curl -s "$api/query?query=process_open_fds" >vector
  curl -s "$api/query?query=scalar(process_open_fds)" >scalar
  kill "$server"
  run --separate-stderr plumb-chart matrix
  assert_success
  assert_output --partial "process_resident_memory_bytes"
  assert_output --partial "MiB"
  run --separate-stderr plumb-chart vector
  assert_success
  assert_output --partial "process_open_fds"
  run --separate-stderr plumb-chart scalar
  assert_success
}

@test "df -h: named by where file systems are mounted, shares of the whole" {
  draws "/srv/backup disk ██" "98%" "       /boot/efi █" <<'END'
Filesystem      Size  Used Avail Use% Mounted on
tmpfs           1.6G  2.1M  1.6G   1% /run
/dev/nvme0n1p2  468G  312G  133G  71% /
/dev/nvme0n1p1  511M  6.1M  505M   2% /boot/efi
/dev/sda1       1.8T  1.7T   41G  98% /srv/backup disk
END
  refute_output --partial "Filesystem="
  refute_output --partial "nvme0n1"
  # 50 % are half of the room, though no bar is longer.
  printf 'Mounted on Use%%\n/ 50%%\n/home 25%%\n' >half
  draws "Use%" <half
  assert_line --index 2 --regexp '^ +/ █{33,35}[▏▎▍▌▋▊▉]? +50%$'
}

@test "docker stats: names and shares, beside each other" {
  draws "CPU %" "MEM %" "     api_1 ████▉ 18.1% " "postgres_1 █▊ 6.55% " <<'END'
CONTAINER ID   NAME         CPU %     MEM USAGE / LIMIT     MEM %     NET I/O           BLOCK I/O         PIDS
1f9be0c3a7aa   api_1        18.07%    412.9MiB / 2GiB       20.16%    88.4MB / 120MB    45.1MB / 8.19kB   41
93d1b2a0c4ef   postgres_1   6.55%     1.021GiB / 4GiB       25.53%    210MB / 95.2MB    1.2GB / 3.45GB    17
END
  refute_output --partial "USAGE"
  printf 'CONTAINER ID   NAME    CPU %%   MEM %%\n1f9be0c3a7aa   api_1   18%%     20%%\n' |
    says "CPU %: 1 value" "MEM %: 1 value" "20% (api_1)"
}

@test "kubectl top: processors and memory, each with its own scale" {
  draws "CPU(cores)" "MEMORY(bytes)" "0.31 " "1021 MiB" "0.125" <<'END'
NAME                                CPU(cores)   MEMORY(bytes)
api-7c9d8b6f5d-4xk2p                125m         412Mi
postgres-0                          310m         1021Mi
END
  assert_line --index 2 --regexp '^ +postgres-0 █+ 0.31 +█+ 1021 MiB$'
}

@test "free: a column for each of its titles, rows may end early" {
  draws "total" "Mem: █" "16 K" "Swap: ▊" <<'END'
               total        used        free      shared  buff/cache   available
Mem:           15958        9120         713         812        6124        5690
Swap:           2047         312        1735
END
  assert_output --partial "more column"
  # Beside 15958 of memory 2047 are little: columns of like sizes have one scale.
  assert_line --regexp '^Swap: [▊▉▏▎▍▌▋]? ?2.05 K'
}

@test "iostat: devices, whatever it says of the processor before" {
  {
    printf 'Linux 6.1.0 (web1) \t12/01/2026 \t_x86_64_\t(8 CPU)\n\n'
    cat <<'END'
avg-cpu:  %user   %nice %system %iowait  %steal   %idle
           7.31    0.02    2.10    0.94    0.00   89.63

Device             tps    kB_read/s    kB_wrtn/s    kB_dscd/s    kB_read    kB_wrtn    kB_dscd
nvme0n1          31.20       410.55       982.13         0.00   91823410  219663088          0
END
  } | draws "tps" "kB_read/s" "nvme0n1 █" "31.2" "more columns"
}

@test "ps: commands with their shares; PIDs are no numbers to draw" {
  draws "%CPU" "%MEM" "23.5%" "/usr/lib/firefox" <<'END'
USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
root           1  0.0  0.0 168140 11420 ?        Ss   Nov28   0:12 /sbin/init splash
postgres    1187  1.2  4.1 2160712 671344 ?      Ss   Nov28  61:05 /usr/lib/postgresql/15/bin/postgres
anna       40213 23.5  9.9 4820316 1622880 ?     Sl   09:02  14:27 /usr/lib/firefox
END
  refute_output --partial "PID"
  printf '    PID %%CPU COMMAND\n  402 23.5 firefox\n  418  5.4 firefox\n    1    0 init\n' |
    draws "402 firefox" "418 firefox"
}

@test "ps aux: commands with their arguments, braces among them" {
  draws "%CPU" "%MEM" "23.5%" "worker process {1}" <<'END'
USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND
root           1  0.0  0.0 168140 11420 ?        Ss   Nov28   0:12 /sbin/init splash
www         1187 23.5  4.1 2160712 671344 ?      Ss   Nov28  61:05 nginx: worker process {1}
root           9  0.0  0.0      0     0 ?        I    Nov28   0:00 [kthreadd]
END
}

@test "top -b: processes, whatever it says of the machine before" {
  draws "%CPU" "%MEM" "12.5%" "nginx" <<'END'
top - 06:49:56 up  7:54,  2 users,  load average: 1.21, 3.53, 5.02
Tasks:  75 total,   1 running,  73 sleeping,   0 stopped,   1 zombie
%Cpu(s):  0.0 us,  0.0 sy,  0.0 ni,100.0 id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st
MiB Mem :  24105.6 total,  19394.0 free,    801.9 used,   4242.8 buff/cache
MiB Swap:      0.0 total,      0.0 free,      0.0 used.  23303.6 avail Mem

  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND
 1187 www       20   0  616432  71344   9120 S  12.5   4.1  61:05.73 nginx
    1 root      20   0  168140  11420   8040 S   0.5   0.1   2:24.08 systemd
    9 root       0 -20       0      0      0 I   0.1   0.0   0:00.00 kthreadd
END
}

@test "sar: its times of day belong to the date above them, averages are no sample" {
  for clock in "12:10:01 AM|12:20:01 AM|12:00:01 AM" "00:10:01|00:20:01|00:00:01"; do
    IFS='|' read -r one two head <<<"$clock"
    text=$({
      printf 'Linux 6.1.0 (web1) \t2026-12-01 \t_x86_64_\t(2 CPU)\n\n'
      echo "$head     CPU     %user     %nice   %system     %idle"
      echo "$one     all      2.47      0.00      0.71     96.80"
      echo "$two     all      3.11      0.00      0.80     96.04"
      echo "$two     LINUX RESTART  (2 CPU)"
      echo "Average:        all      2.79      0.00      0.75     96.42"
    })
    draws "Tue 1 Dec" "00:12" "00:20" "%user" "3.11%" <<<"$text"
    refute_output --partial Average
  done
}

@test "vmstat: columns of every size as a table of small lines" {
  {
    echo ' r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st'
    echo ' 1  0      0  81000   2100  51000    0    0    10    20  300  400  5  2 93  0  0'
    echo ' 2  0      0  80000   2100  52000    0    0    10    20  310  420  7  2 91  0  0'
  } | draws "metric" "mean" "free" "id  " "cs  "
}

@test "bar of one instant: names beneath, and lying where they have no room" {
  printf 'x{d="a"} 1 1774742400\nx{d="b"} 2 1774742400\n' >data
  run plumb-chart data -t bar --tz UTC --width 40
  assert_line --regexp '^ +b +a$'
  refute_output --partial "00:00:"
  printf 'x{d="%s"} 1 1774742400\n' {1..9}-a-long-name-that-nobody-can-cut >data
  run plumb-chart data -t bar --tz UTC --width 60
  assert_line --regexp '^1-a-long-.* █+ 1$'
}

@test "state of what is up says so without an option" {
  printf 'up 1 1774742400\nup 0 1774744200\nup 0 1774746000\n' >data
  run plumb-chart data -t state --tz UTC --width 60
  assert_output --partial " up "
  assert_output --partial " down "
  printf 'mode 1 1774742400\nmode 0 1774744200\nmode 0 1774746000\n' >data
  run plumb-chart data -t state --tz UTC --width 60
  assert_line --regexp '█ 1 █.* 0 '
}

@test "a gauge of shares ends at the whole, of sums of shares at the next one, of others round" {
  printf 'cpu_percent 42 1774742400\ncpu_percent 99 1774742460\n' | plumb-chart -t gauge >out
  grep -q '^0% *100%$' out
  echo 'cpu_percent 170 1774742400' | plumb-chart -t gauge >out
  grep -q '^0% *200%$' out
  echo 'x 37 1774742400' | plumb-chart -t gauge >out
  grep -q '^0 *40$' out
}

@test "values that are no numbers are said to be none" {
  printf 'x NaN 1774742400\nx NaN 1774742460\n' | draws "no value is a finite number"
}
