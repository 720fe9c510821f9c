using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Hosting;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Load.Targets;

/// <summary>The server's engine in this process: everything except REST and gRPC.</summary>
internal sealed class EngineTarget : ILoadTarget
{
    private readonly IHost _host;
    private readonly InferencePipeline _pipeline;
    private readonly LoadRequest _request;
    private readonly TranslationOptions _options;

    private EngineTarget(IHost host, LoadRequest request)
    {
        (_host, _request) = (host, request);
        _pipeline = host.Services.GetRequiredService<InferencePipeline>();
        _options = new TranslationOptions
        {
            BeamSize = 1,
            MinNewTokens = request.NewTokens,
            MaxNewTokens = request.NewTokens,
            SplitSentences = !request.Whole,
        };
    }

    public string Name => "engine";

    public TimeSpan? ProcessorTime => null;

    /// <summary>Loads a model repository.</summary>
    public static async Task<EngineTarget> OpenAsync(string models, LoadRequest request, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([
            new("Models:Path", Path.GetFullPath(models)),
            new("Inference:MaxConcurrentRequests", "100000"),
        ]);
        builder.Services.AddTransformerInference(builder.Configuration);
        var host = builder.Build();
        await host.Services.GetRequiredService<ModelCatalog>().LoadAsync(cancellationToken);
        return new EngineTarget(host, request);
    }

    public async Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            if (_request.IsTranslation)
            {
                await _pipeline.TranslateAsync(
                    new TranslationRequest([text]) { Model = _request.Model, Options = _options },
                    cancellationToken
                );
            }
            else
            {
                await _pipeline.ClassifyAsync(new ClassificationRequest([text]) { Model = _request.Model }, cancellationToken);
            }

            return CallOutcome.Answered;
        }
        catch (InferenceException exception)
        {
            return exception.Error switch
            {
                InferenceError.Overloaded => CallOutcome.Refused,
                InferenceError.TimedOut => CallOutcome.TimedOut,
                _ => CallOutcome.Failed,
            };
        }
    }

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }
}
