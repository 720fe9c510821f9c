using Microsoft.Extensions.Time.Testing;
using Shouldly;
using TransformerService.Inference.Catalog;
using TransformerService.Inference.Serving;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Inference.Tests.Versions;

/// <summary>A model whose sessions no longer work.</summary>
public sealed class ModelRecoveryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestCatalog _catalog;
    private readonly string _folder;

    public ModelRecoveryTests()
    {
        _catalog = new TestCatalog(timeProvider: _time);
        _folder = _catalog.Add("model", "distilbert-tiny", """{ "task": "text-classification" }""");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CatalogVariant Variant => _catalog.Catalog.Models[0].Variants[0];

    public void Dispose() => _catalog.Dispose();

    [Fact]
    public async Task Note_ModelThatNoLongerWorks_IsOpenedAgain()
    {
        await _catalog.Catalog.LoadAsync(Token);
        var broken = Served();

        broken.BatchFailed.ShouldNotBeNull().Invoke(new InvalidOperationException("broken"), true);
        broken.BatchFailed.Invoke(new InvalidOperationException("broken"), true); // the next batch, before anything has happened

        await Eventually.HoldsAsync(() => Variant.Model is { } model && model != broken);
        Variant.State.ShouldBe(ModelState.Ready);
        Variant.Reopens.ShouldBeNull();
        (await AskAsync()).ShouldBe("POSITIVE");
    }

    [Fact]
    public async Task Note_ModelThatCannotBeOpenedAgain_IsNotReadyUntilItCan()
    {
        await _catalog.Catalog.LoadAsync(Token);
        var broken = Served();
        var file = Path.Combine(_folder, "model.onnx");
        var bytes = await File.ReadAllBytesAsync(file, Token);
        File.Delete(file);

        broken.BatchFailed.ShouldNotBeNull().Invoke(new InvalidOperationException("broken"), true);

        await Eventually.HoldsAsync(() => Variant.State == ModelState.Failed);
        (await Should.ThrowAsync<InferenceException>(AskAsync)).Error.ShouldBe(InferenceError.ModelNotReady);

        await File.WriteAllBytesAsync(file, bytes, Token);
        await Eventually.HoldsAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            return Variant.State == ModelState.Ready;
        });
        (await AskAsync()).ShouldBe("POSITIVE");
    }

    [Fact]
    public async Task Note_BatchThatFailsWhileTheModelWorks_ChangesNothing()
    {
        await _catalog.Catalog.LoadAsync(Token);
        var served = Served();

        served.BatchFailed.ShouldNotBeNull().Invoke(new InvalidOperationException("one row"), false);

        Served().ShouldBe(served);
        (await AskAsync()).ShouldBe("POSITIVE");
    }

    private ServedModel Served() => Variant.Model.ShouldNotBeNull();

    private async Task<string> AskAsync() =>
        (await _catalog.Pipeline().ClassifyAsync(new ClassificationRequest(["a gorgeous , witty , seductive movie ."]), Token))
            .Results[0]
            .Labels[0]
            .Label;
}
