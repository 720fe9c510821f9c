// A translator in a container, and an app that calls it. See README.md.
var builder = DistributedApplication.CreateBuilder(args);

var translator = builder.AddTransformerService("translator").WithModels("../../models").WithDataVolume();

builder
    .AddProject<Projects.AspNetCore>("app")
    .WithHttpEndpoint(5080, 5080, isProxied: false)
    .WithEnvironment("TransformerService__Url", translator.Resource.HttpEndpoint)
    .WithReference(translator)
    .WaitFor(translator);

await builder.Build().RunAsync();
