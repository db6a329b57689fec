//! `health`: whether the bot that runs on this machine lives, asked by a container's health check.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use clap::Args;

use super::failure::Failure;
use crate::monitoring::HEALTHZ;
use crate::settings::{self, Maybe};

/// How long the bot may take to connect, and to answer: Docker asks again only after 30 s.
const PATIENCE: Duration = Duration::from_secs(3);
/// How an answer begins that says that all is well.
const WELL: &[u8] = b"HTTP/1.1 200 ";

#[derive(Debug, Args)]
pub(super) struct HealthArgs {
    /// Where the bot serves `/healthz`.
    #[arg(long, env = "HTTP_ADDR", value_name = "ADDRESS", value_parser = settings::http_addr, default_value = "")]
    #[arg(hide_default_value = true)]
    http_addr: Maybe<SocketAddr>,
}

/// Why the bot is not known to live.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum Unwell {
    /// Nobody can be asked.
    #[error(
        "HTTP_ADDR is not set, so the bot cannot be asked whether it lives: set it to the bot's, such as 127.0.0.1:8080"
    )]
    Nowhere,
    /// Nothing is there, or it is silent.
    #[error("the bot does not answer at {0} ({1}): look at its log, and whether it has the same HTTP_ADDR")]
    Silent(SocketAddr, io::Error),
    /// Something else is there.
    #[error("what answers at {0} is not the bot: give the bot and this command the same HTTP_ADDR")]
    Stranger(SocketAddr),
}

/// Asks, and says nothing if all is well.
pub(super) fn run(args: &HealthArgs) -> Result<(), Failure> {
    let address = reachable(args.http_addr.ok_or(Unwell::Nowhere)?);
    let answer = ask(address).map_err(|error| Unwell::Silent(address, error))?;
    if answer == WELL { Ok(()) } else { Err(Unwell::Stranger(address).into()) }
}

/// A bot that listens at every address of the machine is asked at the machine's own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The beginning of the answer, which tells enough. An HTTP client would look for proxies and load certificates first.
fn ask(address: SocketAddr) -> io::Result<[u8; WELL.len()]> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET {HEALTHZ} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = [0; WELL.len()];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_that_listens_everywhere_is_asked_here() {
        for (listens, asked) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.0.0.7:80", "10.0.0.7:80")]
        {
            assert_eq!(reachable(listens.parse().unwrap()).to_string(), asked);
        }
    }
}
