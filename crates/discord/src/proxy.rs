//! The proxy through which Discord is reached, if the environment names one. Requests and gateway connections use the same.
//!
//! A proxy is only asked for tunnels, through which it cannot read what is encrypted. Unencrypted addresses, which only
//! `DISCORD_API_URL` can name, are reached directly, because a proxy would read the token.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::http::Uri;
use tower_service::Service;

use crate::RunError;

/// The variables that name a proxy for encrypted connections, in order of precedence.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variables that list the hosts that are reached without it.
const EXCEPTION_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// The proxy for encrypted connections, and the hosts that it is not for.
#[derive(Debug, Clone, Default)]
pub struct ProxySettings(Option<Arc<Settings>>);

#[derive(Debug)]
struct Settings {
    variable: &'static str,
    /// `None` if the variable holds no address.
    proxy: Option<Intercept>,
    /// The proxy and the hosts that it is not for.
    matcher: Matcher,
}

impl ProxySettings {
    /// Reads the settings as curl does: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, also in lowercase.
    pub fn from_env() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    /// Reads the settings from these variables.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let Some((name, address)) = first_set(&PROXY_VARIABLES, &variable) else { return Self::default() };
        let exceptions = first_set(&EXCEPTION_VARIABLES, &variable).map(|(_, hosts)| hosts).unwrap_or_default();
        let everywhere = Matcher::builder().https(address.trim()).build();
        let proxy = everywhere.intercept(&Uri::from_static("https://discord.com"));
        let matcher = Matcher::builder().https(address.trim()).no(exceptions).build();
        Self(Some(Arc::new(Settings { variable: name, proxy, matcher })))
    }

    /// Checks that this address can be reached as the settings say.
    ///
    /// # Errors
    /// [`RunError::UnusableProxy`] if a proxy would have to be used that the bot cannot use.
    pub fn check(&self, address: &str) -> Result<(), RunError> {
        let Some(settings) = &self.0 else { return Ok(()) };
        let Some(destination) = encrypted(address) else { return Ok(()) };
        let proxy = settings.matcher.intercept(&destination);
        let is_usable = match &proxy {
            Some(proxy) => proxy.uri().scheme_str() == Some("http"),
            None => settings.proxy.is_some(),
        };
        if is_usable { Ok(()) } else { Err(RunError::UnusableProxy { variable: settings.variable }) }
    }

    /// Returns the proxy through which this address is reached, or `None` if it is reached directly.
    pub fn proxy_for(&self, address: &str) -> Option<Intercept> {
        self.0.as_ref()?.matcher.intercept(&encrypted(address)?)
    }

    /// Returns the proxy in the form that requests need.
    pub fn for_requests(&self) -> Option<reqwest::Proxy> {
        let authorization = self.0.as_ref()?.proxy.as_ref()?.basic_auth().cloned();
        let settings = self.clone();
        let proxy = reqwest::Proxy::custom(move |url| Some(settings.proxy_for(url.as_str())?.uri().to_string()));
        Some(match authorization {
            Some(authorization) => proxy.custom_http_auth(authorization),
            None => proxy,
        })
    }

    /// Connects to a port of a host, of which `address` is the whole address.
    pub async fn connect(&self, address: &str, endpoint: (&str, u16)) -> io::Result<TcpStream> {
        let Some(proxy) = self.proxy_for(address) else { return TcpStream::connect(endpoint).await };
        let mut tunnel = Tunnel::new(proxy.uri().clone(), HttpConnector::new());
        if let Some(authorization) = proxy.basic_auth() {
            tunnel = tunnel.with_auth(authorization.clone());
        }
        let destination = encrypted(address).ok_or(io::ErrorKind::InvalidInput)?;
        poll_fn(|context| tunnel.poll_ready(context)).await.map_err(io::Error::other)?;
        Ok(tunnel.call(destination).await.map_err(io::Error::other)?.into_inner())
    }
}

/// Returns the name and the value of the first of these variables that is not empty.
fn first_set(names: &[&'static str], variable: impl Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
    for name in names {
        if let Some(value) = variable(name).filter(|value| !value.trim().is_empty()) {
            return Some((name, value));
        }
    }
    None
}

/// Returns an encrypted address as one of HTTP, or `None` for any other.
fn encrypted(address: &str) -> Option<Uri> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("wss://"))?;
    format!("https://{rest}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const API: &str = "https://discord.com";
    const GATEWAY: &str = "wss://gateway.discord.gg/?v=10&encoding=json";

    fn settings(variables: &[(&str, &str)]) -> ProxySettings {
        ProxySettings::from_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name)?;
            Some(found.1.to_owned())
        })
    }

    fn proxy_for(variables: &[(&str, &str)], address: &str) -> Option<String> {
        settings(variables).proxy_for(address).map(|proxy| proxy.uri().to_string())
    }

    #[test]
    fn requests_and_the_gateway_use_the_same_proxy() {
        for variables in [
            &[("HTTPS_PROXY", "http://proxy:3128")][..],
            &[("HTTPS_PROXY", ""), ("https_proxy", "proxy:3128")],
            &[("all_proxy", "http://user:secret@proxy:3128"), ("NO_PROXY", "example.org")],
        ] {
            for address in [API, GATEWAY] {
                assert_eq!(proxy_for(variables, address).as_deref(), Some("http://proxy:3128/"), "{address}");
                assert_eq!(settings(variables).check(address), Ok(()));
            }
        }
    }

    #[test]
    fn a_proxy_is_not_told_the_token() {
        let variables = [
            ("HTTPS_PROXY", "http://proxy:3128"),
            ("HTTP_PROXY", "http://proxy:3128"),
            ("ALL_PROXY", "http://proxy:3128"),
        ];
        for address in ["http://localhost:3000", "ws://localhost:3000", "http://spacebar.example"] {
            assert_eq!(proxy_for(&variables, address), None, "{address}");
        }
        assert_eq!(proxy_for(&[("HTTP_PROXY", "http://proxy:3128")], API), None, "it is for other addresses");
    }

    #[test]
    fn hosts_can_be_excepted() {
        let variables = [("HTTPS_PROXY", "socks5://proxy"), ("NO_PROXY", "discord.com,.discord.gg")];
        for address in [API, GATEWAY] {
            assert_eq!(proxy_for(&variables, address), None);
            assert_eq!(settings(&variables).check(address), Ok(()));
        }
        assert!(settings(&variables).check("https://cdn.discordapp.com").is_err());
    }

    #[test]
    fn an_unusable_proxy_is_refused() {
        for proxy in [
            "socks5://user:secret@proxy:1080",
            "https://user:secret@proxy",
            "ftp://user:secret@proxy",
            "http://user:se cret@",
        ] {
            let error = settings(&[("ALL_PROXY", proxy)]).check(GATEWAY).unwrap_err();
            assert_eq!(error, RunError::UnusableProxy { variable: "ALL_PROXY" });
        }
        assert_eq!(
            settings(&[("ALL_PROXY", "socks5://proxy")]).check("http://localhost:3000"),
            Ok(()),
            "it is not used"
        );
    }
}
