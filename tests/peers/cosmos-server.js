// Starts the Cosmos DB stand-in on a free port, prints that port, and ends with its parent.
const { createHttpServer, createHttpsServer } = require("@vercel/cosmosdb-server");

const create = process.argv.includes("--https") ? createHttpsServer : createHttpServer;
const server = create({ keepAlive: true });
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
