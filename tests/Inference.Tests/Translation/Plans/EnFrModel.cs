using TransformerService.Inference.Tests.Catalog;
using TransformerService.Inference.Tests.Memory;
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

    public async Task<IReadOnlyList<TranslatedText>> TranslateAsync(string[] texts, TranslationOptions? options = null) =>
        (
            await _catalog
                .Pipeline()
                .TranslateAsync(
                    new TranslationRequest(texts) { Model = "en-fr", Options = options ?? TranslationOptions.Default },
                    TestContext.Current.CancellationToken
                )
        ).Translations;
}
