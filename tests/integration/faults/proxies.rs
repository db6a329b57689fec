//! Proxies: used by requests and by the gateway, for tunnels only; those that cannot be used are refused.

use std::sync::Arc;
use std::time::Duration;

use discord::rest::GatewayBot;
use discord::{Gateways, LoginBudget, ProxySettings, Rest, ShardRange};
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use serde_json::json;
use serenity::model::gateway::GatewayIntents;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::asking::bot::without_intent;
use crate::asking::process::Process;
use crate::fake_discord::{FakeDiscord, PATIENCE};

/// The first byte of TLS: what follows is encrypted.
const TLS_HANDSHAKE: u8 = 0x16;

/// A proxy that opens every tunnel, takes in a little of what goes through it, and closes it.
struct Proxy {
    address: String,
    /// The request for each tunnel, and what went through it.
    asked: UnboundedReceiver<(String, Vec<u8>)>,
}

impl Proxy {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (sender, asked) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(tunnel(stream, sender.clone()));
            }
        });
        Self { address, asked }
    }

    fn settings(&self) -> ProxySettings {
        let address = format!("http://user:secret@{}", self.address);
        ProxySettings::from_variables(|name| (name == "HTTPS_PROXY").then(|| address.clone()))
    }

    /// The host of the next tunnel, through which only TLS went.
    async fn next_tunnel(&mut self) -> String {
        let asked = tokio::time::timeout(PATIENCE, self.asked.recv()).await;
        let (request, sent) = asked.expect("somebody uses the proxy").unwrap();
        assert_eq!(sent.first(), Some(&TLS_HANDSHAKE));
        assert!(!request.contains("test-token") && !String::from_utf8_lossy(&sent).contains("test-token"));
        request.lines().next().unwrap().to_owned()
    }
}

async fn tunnel(mut stream: TcpStream, asked: UnboundedSender<(String, Vec<u8>)>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => request.push(byte),
            Err(_) => return,
        }
    }
    let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await;
    let mut sent = vec![0; 1_024];
    let length = stream.read(&mut sent).await.unwrap_or(0);
    sent.truncate(length);
    let _ = asked.send((String::from_utf8_lossy(&request).into_owned(), sent));
}

struct Unlimited;

impl LoginBudget for Unlimited {
    fn try_spend(&mut self) -> BoxFuture<'_, bool> {
        Box::pin(async { true })
    }
}

#[tokio::test]
async fn requests_and_the_gateway_use_one_proxy_which_is_not_told_the_token() {
    let mut proxy = Proxy::start().await;
    let (settings, token, stats) = (proxy.settings(), SecretString::from("test-token"), Arc::default());
    let rest = Rest::new(&token, None, &settings, Arc::clone(&stats)).unwrap();
    tokio::select! {
        unread = rest.bot() => panic!("{unread:?}"),
        asked = proxy.next_tunnel() => assert_eq!(asked, "CONNECT discord.com:443 HTTP/1.1"),
    }
    let limit = json!({ "total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1 });
    let bot = json!({ "url": "wss://gateway.discord.gg", "shards": 1, "session_start_limit": limit });
    let bot: GatewayBot = serde_json::from_value(bot).unwrap();
    let intents = discord::Intents::new(GatewayIntents::empty());
    let shards = ShardRange::all(1);
    let mut gateways = Gateways::new(shards, bot, &token, &settings, &intents, Box::new(Unlimited), &stats).unwrap();
    tokio::select! {
        end = gateways.run(&|_, _| ()) => panic!("{end}"),
        asked = proxy.next_tunnel() => assert_eq!(asked, "CONNECT gateway.discord.gg:443 HTTP/1.1"),
    }
}

#[tokio::test]
async fn a_proxy_from_the_environment_is_used() {
    let mut proxy = Proxy::start().await;
    let address = format!("http://user:secret@{}", proxy.address);
    let mut bot = Process::start("https://discord.invalid", &[("https_proxy", &address)]);
    bot.until_logged(&format!("Discord is reached through a proxy proxy=http://{}/", proxy.address)).await;
    assert_eq!(proxy.next_tunnel().await, "CONNECT discord.invalid:443 HTTP/1.1");
}

#[tokio::test]
async fn what_is_not_encrypted_goes_through_no_proxy() {
    let fake = FakeDiscord::start(without_intent()).await;
    let mut proxy = Proxy::start().await;
    let address = format!("http://{}", proxy.address);
    let proxies = [("HTTP_PROXY", address.as_str()), ("HTTPS_PROXY", &address), ("ALL_PROXY", &address)];
    let mut bot = Process::start(&fake.url(), &proxies);
    bot.until_logged("ready").await;
    assert!(tokio::time::timeout(Duration::ZERO, proxy.asked.recv()).await.is_err());
}

#[tokio::test]
async fn a_proxy_that_cannot_be_used_is_one_sentence_and_exit_code_3() {
    let (log, code) =
        Process::start("https://discord.invalid", &[("ALL_PROXY", "socks5://user:secret@proxy")]).end().await;
    insta::assert_snapshot!(log.last().unwrap(), @"error: ALL_PROXY names a proxy that the bot cannot use: give the address of an HTTP proxy, such as http://proxy:3128, or list Discord's hosts in NO_PROXY: discord.com,discord.gg,discordapp.com");
    assert_eq!(code, Some(3));
}
