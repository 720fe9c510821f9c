using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Tasks;
using TransformerService.Models;
using TransformerService.Models.Requests;
using TransformerService.Shadow;
using Xunit;

namespace TransformerService.Api.Tests.Shadow;

/// <summary>What shadow mode costs an answer where no model is sampled.</summary>
public sealed class IdleShadowTests
{
    private const int Answers = 10_000;

    [Fact]
    public async Task Observe_WhileNoModelIsSampled_AllocatesNothing()
    {
        await using var server = await ShadowServer.StartAsync(("Shadow:SampleRate", "0"));
        await server.TranslateAsync("a");
        var (observer, observe) = Observation(server);

        observe(observer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var answer = 0; answer < Answers; answer++)
        {
            observe(observer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        ShadowServer.Number(await server.ReportAsync("en-fr"), "sampled").ShouldBe(0);
    }

    [Fact]
    public async Task Observe_AfterARateWasSet_Samples()
    {
        await using var server = await ShadowServer.StartAsync(("Shadow:SampleRate", "0"));
        await server.TranslateAsync("a");

        server.Services.GetRequiredService<ShadowService>().Change("en-fr", new ShadowChange(1, null, null));
        await server.TranslateAsync("b");
        await server.SettledAsync("en-fr", 1);

        server.Services.GetRequiredService<ShadowService>().Change("en-fr", new ShadowChange(0, null, null));
        await server.TranslateAsync("c");
        ShadowServer.Number(await server.ReportAsync("en-fr"), "sampled").ShouldBe(1);
    }

    private static (IAnswerObserver Observer, Action<IAnswerObserver> Observe) Observation(ShadowServer server)
    {
        var model = server.Services.GetRequiredService<ModelCatalog>().Models.Single(model => model.Name == "en-fr");
        var variant = model.Variants.Single(variant => variant.Role == VariantRole.Student);
        var (request, answer) = (
            new TranslationRequest(["a"]),
            new TranslationAnswer("en-fr", VariantRole.Student, variant.ShortHash, [], default)
        );
        return (server.Services.GetRequiredService<IAnswerObserver>(), observer => observer.Observe(model, variant, request, answer));
    }
}
