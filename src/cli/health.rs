//! `health`: checks that the bot on this machine is alive, as a container's health check.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use clap::Args;

use super::Failure;
use crate::monitoring::HEALTHZ;
use crate::settings;

/// The longest time to connect, to write and to read: Docker checks again only after 30 s.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);
/// The beginning of the response of a bot that is alive.
const OK_STATUS_LINE: &[u8] = b"HTTP/1.1 200 ";

#[derive(Debug, Args)]
pub(super) struct HealthArgs {
    /// The address at which the bot serves `/healthz`.
    #[arg(long, env = "HTTP_ADDR", value_name = "ADDRESS", value_parser = settings::http_addr)]
    http_addr: Option<SocketAddr>,
}

/// The reason for the bot not to count as alive.
#[derive(Debug, thiserror::Error)]
pub(super) enum HealthError {
    #[error("HTTP_ADDR is not set, so the bot cannot be checked: set it to the bot's address, such as 127.0.0.1:8080")]
    NoAddress,
    #[error("the bot does not answer at {0} ({1}): look at its log, and check that it has the same HTTP_ADDR")]
    NoResponse(SocketAddr, io::Error),
    #[error("another program answers at {0}: give the bot and this command the same HTTP_ADDR")]
    NotTheBot(SocketAddr),
}

/// Sends a health check, and prints nothing if the bot is alive.
pub(super) fn run(args: &HealthArgs) -> Result<(), Failure> {
    let address = reachable(args.http_addr.ok_or(HealthError::NoAddress)?);
    let response = request(address).map_err(|error| HealthError::NoResponse(address, error))?;
    if response == OK_STATUS_LINE { Ok(()) } else { Err(HealthError::NotTheBot(address).into()) }
}

/// Returns the address to connect to: a bot that listens at every address of the machine is checked at the loopback one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Returns the beginning of the response, which is enough. An HTTP client would first look for proxies and load
/// certificates.
fn request(address: SocketAddr) -> io::Result<[u8; OK_STATUS_LINE.len()]> {
    let mut stream = TcpStream::connect_timeout(&address, HEALTH_TIMEOUT)?;
    stream.set_read_timeout(Some(HEALTH_TIMEOUT))?;
    stream.set_write_timeout(Some(HEALTH_TIMEOUT))?;
    write!(stream, "GET {HEALTHZ} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut response = [0; OK_STATUS_LINE.len()];
    stream.read_exact(&mut response)?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_that_listens_everywhere_is_checked_at_the_loopback_address() {
        for (listens, checked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.0.0.7:80", "10.0.0.7:80")]
        {
            assert_eq!(reachable(listens.parse().unwrap()).to_string(), checked);
        }
    }
}
