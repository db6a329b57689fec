//! Figures of another process, from `/proc` (Linux).

use std::fs;
use std::io;

/// The kernel counts processor time in ticks. Every Linux in use has 100 a second.
const TICKS_PER_SECOND: f64 = 100.0;

/// Returns the processor time of a process in seconds, user and system, in steps of 10 ms.
pub fn cpu_seconds(process: u32) -> io::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in brackets, may contain spaces. Counted from the start of the line, times are the 14th and the 15th field.
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ');
    let ticks: f64 = fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Ok(ticks / TICKS_PER_SECOND)
}

/// Returns the resident memory of a process in MiB.
pub fn resident_mib(process: u32) -> io::Result<f64> {
    Ok(status(process, "VmRSS:")? / 1024.0)
}

/// Returns the largest resident memory that a process had, in MiB.
pub fn peak_mib(process: u32) -> io::Result<f64> {
    Ok(status(process, "VmHWM:")? / 1024.0)
}

pub fn thread_count(process: u32) -> io::Result<f64> {
    status(process, "Threads:")
}

fn status(process: u32, key: &str) -> io::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(key));
    Ok(line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default())
}

pub fn socket_count(process: u32) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(format!("/proc/{process}/fd"))? {
        // A file may have been closed since the folder was read.
        let Ok(target) = fs::read_link(entry?.path()) else { continue };
        if target.to_string_lossy().starts_with("socket:") {
            count += 1;
        }
    }
    Ok(count)
}
