// Cosmos DB for NoSQL: no keys, the containers that the code names, and the app's right to their data.
param accountName string
param location string
param tags object
param principalId string
param retentionDays int
param databaseName string = 'chatkit'

// Written by `make containers` from the code, and compared with it by the tests.
var containers = loadJsonContent('containers.json')

// A day is added, because a conversation is renewed at most once a day; -1 keeps everything until
// a document says otherwise.
var timeToLive = retentionDays > 0 ? (retentionDays + 1) * 86400 : -1

// “Cosmos DB Built-in Data Contributor”
var dataContributor = '00000000-0000-0000-0000-000000000002'

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = {
  name: accountName
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: false }]
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    capabilities: [{ name: 'EnableServerless' }]
    disableLocalAuth: true
    minimalTlsVersion: 'Tls12'
  }
}

resource database 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases@2024-05-15' = {
  parent: account
  name: databaseName
  properties: { resource: { id: databaseName } }
}

resource boxes 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-05-15' = [
  for container in containers: {
    parent: database
    name: container.name
    properties: {
      resource: union(
        {
          id: container.name
          partitionKey: { paths: [container.partitionKey], kind: 'Hash' }
          indexingPolicy: container.indexingPolicy
        },
        container.expires ? { defaultTtl: timeToLive } : {}
      )
    }
  }
]

resource assignment 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-05-15' = {
  parent: account
  name: guid(account.id, principalId, dataContributor)
  properties: {
    principalId: principalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${dataContributor}'
    scope: account.id
  }
}

output endpoint string = account.properties.documentEndpoint
output databaseName string = database.name
