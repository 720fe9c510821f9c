using TransformerService.Inference.Catalog;
using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Memory;
using TransformerService.Models.Glossaries;
using TransformerService.Models.Requests;
using Xunit;

namespace TransformerService.Inference.Tests.Translation.Plans;

/// <summary>The default translation model, loaded as a server does.</summary>
public sealed class EnFrModel : IAsyncLifetime
{
    private readonly TestCatalog _catalog = new();

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_catalog.Root, "en-fr", "student")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(_catalog.Root, "en-fr", "model.json"),
            """{ "task": "translation", "sourceLanguage": "en", "targetLanguage": "fr" }"""
        );
        foreach (var file in Directory.EnumerateFiles(Path.Combine(RunMemoryTests.Models, "en-fr", "student")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        await _catalog.Catalog.LoadAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync()
    {
        _catalog.Dispose();
        return ValueTask.CompletedTask;
    }

    public Task<IReadOnlyList<TranslatedText>> TranslateAsync(string[] texts, TranslationOptions? options = null) =>
        AskAsync(new TranslationRequest(texts) { Options = options ?? TranslationOptions.Default });

    public async Task<IReadOnlyList<TranslatedText>> AskAsync(TranslationRequest request) =>
        (await _catalog.Pipeline().TranslateAsync(request with { Model = "en-fr" }, TestContext.Current.CancellationToken)).Translations;

    /// <summary>Sets the model's glossary.</summary>
    public Task SetGlossaryAsync(params GlossaryEntry[] entries) =>
        new GlossaryService(_catalog.Catalog).SetAsync("en-fr", entries, TestContext.Current.CancellationToken);
}
