// The app on Azure Container Apps, with its registry and its logs.
param name string
param registryName string
param location string
param tags object
param image string
param maxReplicas int
param identityId string
param identityClientId string
param identityPrincipalId string
param settings array

var port = 8501

// “AcrPull”
var pull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: { retentionInDays: 30, sku: { name: 'PerGB2018' } }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: registryName
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: { adminUserEnabled: false }
}

resource pulling 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, identityPrincipalId, pull)
  scope: registry
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', pull)
  }
}

resource surroundings 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: 'env-${name}'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
  }
}

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  dependsOn: [pulling]
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    environmentId: surroundings.id
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registry.properties.loginServer, identity: identityId }]
      ingress: {
        external: true
        targetPort: port
        transport: 'auto'
        // A page is a websocket and uploads of its own: both must reach the replica it began on.
        stickySessions: { affinity: 'sticky' }
      }
    }
    template: {
      containers: [
        {
          name: 'app'
          image: empty(image) ? 'mcr.microsoft.com/azuredocs/containerapps-helloworld:latest' : image
          resources: { cpu: json('1.0'), memory: '2Gi' }
          env: concat(settings, [
            { name: 'PORT', value: string(port) }
            // Which identity, and no search through all the others.
            { name: 'AZURE_CLIENT_ID', value: identityClientId }
            { name: 'AZURE_TOKEN_CREDENTIALS', value: 'ManagedIdentityCredential' }
          ])
          // The placeholder answers elsewhere, and would be stopped for it.
          probes: empty(image) ? [] : [
            {
              type: 'Startup'
              httpGet: { path: '/_stcore/health', port: port }
              periodSeconds: 3
              failureThreshold: 40
            }
            { type: 'Liveness', httpGet: { path: '/_stcore/health', port: port }, periodSeconds: 20 }
          ]
        }
      ]
      scale: { minReplicas: 1, maxReplicas: maxReplicas }
    }
  }
}

output uri string = 'https://${app.properties.configuration.ingress.fqdn}'
output registryEndpoint string = registry.properties.loginServer
