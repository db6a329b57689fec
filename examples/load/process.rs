//! What the operating system knows of another process (Linux).

use std::fs;
use std::io;

/// Ticks a second in which the kernel counts time: 100 on every Linux that is in use.
const TICKS: f64 = 100.0;

/// Seconds of processor time, its own and the kernel's for it, in steps of 10 ms.
pub fn seconds(process: u32) -> io::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in brackets, may hold spaces; time is the 14th and 15th field, counted from the process's number.
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ');
    let ticks: f64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS)
}

/// Resident memory in MiB.
pub fn memory(process: u32) -> io::Result<f64> {
    Ok(status(process, "VmRSS:")? / 1024.0)
}

/// How many threads it has.
pub fn threads(process: u32) -> io::Result<f64> {
    status(process, "Threads:")
}

fn status(process: u32, key: &str) -> io::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    Ok(line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default())
}

/// How many sockets it has open.
pub fn sockets(process: u32) -> io::Result<usize> {
    let opened = fs::read_dir(format!("/proc/{process}/fd"))?;
    let is_socket = |entry: &fs::DirEntry| {
        fs::read_link(entry.path()).is_ok_and(|target| target.to_string_lossy().starts_with("socket:"))
    };
    Ok(opened.filter_map(Result::ok).filter(is_socket).count())
}
