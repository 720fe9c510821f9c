using Worker;

var builder = Host.CreateApplicationBuilder(args);
var service = builder.Configuration.GetSection("TransformerService");
builder.Services.AddTransformerServiceClient(options =>
{
    options.Address = new Uri(service["Url"] ?? throw new InvalidOperationException("TransformerService:Url is not set."));
    options.ApiKey = service["Key"] is { Length: > 0 } key ? key : null;

    // Nobody waits for a worker: it can wait long for a busy service.
    options.MaxRetries = 8;
    options.AttemptTimeout = TimeSpan.FromMinutes(1);
    options.Timeout = TimeSpan.FromMinutes(5);
});
builder
    .Services.AddOptions<FolderOptions>()
    .BindConfiguration(FolderOptions.Section)
    .Validate(static options => options.Interval > TimeSpan.Zero, "Folder:Interval must be longer than zero.")
    .Validate(static options => options.Batch is > 0 and <= 1_000, "Folder:Batch must be from 1 to 1,000.")
    .ValidateOnStart();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<FileTranslator>();
builder.Services.AddHostedService<FolderWorker>();
await builder.Build().RunAsync();
