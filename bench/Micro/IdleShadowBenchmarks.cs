using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Hosting;
using TransformerService.Inference.Tasks;
using TransformerService.Models;
using TransformerService.Models.Requests;
using TransformerService.Shadow.Hosting;

namespace TransformerService.Micro;

/// <summary>What shadow mode costs an answer: where no model is sampled, and where one is but this answer is not.</summary>
[MemoryDiagnoser]
public class IdleShadowBenchmarks
{
    private readonly TranslationRequest _request = new(["Two dogs are playing in the snow."]);
    private IHost? _host;
    private IAnswerObserver? _observer;
    private CatalogModel? _model;
    private CatalogVariant? _variant;
    private TranslationAnswer? _answer;

    /// <summary>The share of requests that is sampled.</summary>
    [Params(0, 1e-12)]
    public double SampleRate { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var store = Path.Combine(Directory.CreateTempSubdirectory("idle-").FullName, "shadow.db");
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Models:Path"] = Files.Folder("models"),
                ["Shadow:SampleRate"] = SampleRate.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                ["Shadow:Store:Path"] = store,
            }
        );
        builder.Services.AddTransformerInference(builder.Configuration).AddShadow(builder.Configuration);
        _host = builder.Build();
        var catalog = _host.Services.GetRequiredService<ModelCatalog>();
        await catalog.LoadAsync(CancellationToken.None);
        _model = catalog.Models.Single(model => model.Name == "en-fr");
        _variant = _model.Variants.Single(variant => variant.Role == VariantRole.Student);
        _answer = new TranslationAnswer("en-fr", VariantRole.Student, _variant.ShortHash, [], default);
        _observer = _host.Services.GetRequiredService<IAnswerObserver>();
    }

    [GlobalCleanup]
    public void CleanUp() => _host?.Dispose();

    [Benchmark]
    public void Observe() => _observer!.Observe(_model!, _variant!, _request, _answer!);
}
