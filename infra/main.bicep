// Everything the app runs on, in one resource group. `azd up` fills in the parameters.
targetScope = 'subscription'

@description('Names everything that is created.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('Where everything is created.')
param location string

@description('The image to run; azd sets it after the first deployment.')
param appImage string = ''

@description('The name of an existing Azure OpenAI resource; empty for the offline model.')
param openAiName string = ''

@description('The resource group of that resource.')
param openAiResourceGroup string = ''

@description('The deployment of a model in it.')
param openAiDeployment string = ''

@description('After how many days without activity a conversation is deleted; 0 keeps them.')
param retentionDays string = '0'

@description('How many replicas run at most.')
param replicas string = '2'

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))
var usesOpenAi = !empty(openAiName)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  name: 'identity'
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module database 'database.bicep' = {
  name: 'database'
  scope: group
  params: {
    accountName: 'cosmos-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    retentionDays: int(retentionDays)
  }
}

module model 'model.bicep' = if (usesOpenAi) {
  name: 'model'
  scope: resourceGroup(usesOpenAi ? openAiResourceGroup : group.name)
  params: { accountName: openAiName, principalId: identity.outputs.principalId }
}

var storeSettings = [
  { name: 'COSMOS_ENDPOINT', value: database.outputs.endpoint }
  { name: 'COSMOS_DATABASE', value: database.outputs.databaseName }
  { name: 'RETENTION_DAYS', value: retentionDays }
]

var modelSettings = [
  { name: 'AZURE_OPENAI_ENDPOINT', value: 'https://${openAiName}.openai.azure.com' }
  { name: 'AZURE_OPENAI_DEPLOYMENT', value: openAiDeployment }
]

module app 'app.bicep' = {
  name: 'app'
  scope: group
  params: {
    name: 'app-${token}'
    registryName: 'cr${token}'
    location: location
    tags: tags
    image: appImage
    maxReplicas: int(replicas)
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    identityPrincipalId: identity.outputs.principalId
    settings: concat(storeSettings, usesOpenAi ? modelSettings : [])
  }
}

output AZURE_CONTAINER_REGISTRY_ENDPOINT string = app.outputs.registryEndpoint
output COSMOS_ENDPOINT string = database.outputs.endpoint
output SERVICE_APP_URI string = app.outputs.uri
