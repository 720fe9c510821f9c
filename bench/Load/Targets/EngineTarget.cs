using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TransformerService.Inference;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Hosting;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Load.Targets;

/// <summary>The server's engine in this process: everything but the door.</summary>
internal sealed class EngineTarget : ILoadTarget
{
    private readonly IHost _host;
    private readonly InferencePipeline _pipeline;
    private readonly string _task;
    private readonly string? _model;

    private EngineTarget(IHost host, string task, string? model)
    {
        (_host, _task, _model) = (host, task, model);
        _pipeline = host.Services.GetRequiredService<InferencePipeline>();
    }

    public string Name => "engine";

    /// <summary>Loads a model repository.</summary>
    public static async Task<EngineTarget> OpenAsync(string models, string task, string? model, CancellationToken cancellationToken)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new("Models:Path", Path.GetFullPath(models)), new("Inference:MaxConcurrentRequests", "100000")]);
        builder.Services.AddTransformerInference(builder.Configuration);
        IHost host = builder.Build();
        await host.Services.GetRequiredService<ModelCatalog>().LoadAsync(cancellationToken);
        return new EngineTarget(host, task, model);
    }

    public async Task<CallOutcome> AskAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            if (_task == "translation")
            {
                await _pipeline.TranslateAsync(new TranslationRequest([text]) { Model = _model }, cancellationToken);
            }
            else
            {
                await _pipeline.ClassifyAsync(new ClassificationRequest([text]) { Model = _model }, cancellationToken);
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
