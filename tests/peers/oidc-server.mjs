// Starts an OpenID provider on a free port, prints that port, and ends with its parent. It knows the
// people it is given, as JSON of claims by sub, each of whom signs in with any password.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const people = JSON.parse(process.argv[2]);
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const { port } = server.address();

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "app",
      client_secret: "the-secret-of-the-app",
      redirect_uris: ["http://127.0.0.1:1/oauth2callback"],
    },
  ],
  claims: { openid: ["sub", "roles"], profile: ["name"], email: ["email"] },
  conformIdTokenClaims: false, // all claims in the ID token, as Entra ID has them
  cookies: { keys: ["of-this-run-only"] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
  // Nobody is asked to consent to the company's own app.
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const grant = new ctx.oidc.provider.Grant({
      clientId: client.clientId,
      accountId: session.accountId,
    });
    grant.addOIDCScope("openid profile email");
    await grant.save();
    return grant;
  },
});

// The app's port is not known before it has started.
const ours = (uri) => /^http:\/\/127\.0\.0\.1:\d+\/oauth2callback$/.test(uri);
provider.Client.prototype.redirectUriAllowed = ours;
provider.Client.prototype.postLogoutRedirectUriAllowed = ours;

// Its own pages fetch a font from the internet, and the tests allow no page to do that; nor may the
// console complain, as it does of an icon that is not there.
provider.use(async (ctx, next) => {
  await next();
  if (ctx.path === "/favicon.ico") ctx.status = 204;
  if (typeof ctx.body === "string") ctx.body = ctx.body.replace(/@import url\([^)]*\);/g, "");
});

server.on("request", provider.callback());
console.log(port);
process.stdin.on("end", () => process.exit(0)).resume();
