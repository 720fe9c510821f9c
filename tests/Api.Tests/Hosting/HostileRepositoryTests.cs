using System.Diagnostics;
using System.Net;
using Shouldly;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>
/// A server whose repository holds hostile folders beside a good model: it serves the good one and says what is wrong with the others.
/// </summary>
public sealed class HostileRepositoryTests
{
    private const string Classifier = """{ "task": "text-classification" }""";

    [Fact]
    public async Task Server_HostileFoldersBesideAGoodModel_ServesTheGoodOneAndNamesTheFaults()
    {
        var models = new FixtureRepository().Add("good", "distilbert-tiny", Classifier);
        foreach (var name in new[] { "cut", "huge", "link", "nested", "pipe" })
        {
            models.Add(name, "distilbert-tiny", Classifier);
        }

        string File(string model, string file) => Path.Combine(models.Root, model, "student", file);
        using (var cut = new FileStream(File("cut", "model.onnx"), FileMode.Open))
        {
            cut.SetLength(cut.Length / 2);
        }

        using (var huge = new FileStream(File("huge", "model.onnx"), FileMode.Open))
        {
            huge.SetLength(1L << 40);
        }

        System.IO.File.Delete(File("link", "vocab.txt"));
        System.IO.File.CreateSymbolicLink(File("link", "vocab.txt"), "/etc/passwd");
        System.IO.File.WriteAllText(File("nested", "config.json"), new string('[', 100_000));
        System.IO.File.Delete(File("pipe", "config.json"));
        using (var make = Process.Start("mkfifo", [File("pipe", "config.json")]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await using var server = new ApiServer(models);
        await server.InitializeAsync();

        (await server.PostAsync("/v1/classify", """{ "text": "fine", "model": "good" }""")).Status.ShouldBe(HttpStatusCode.OK);
        var listed = (await server.GetAsync("/v1/models")).Text;
        listed.ShouldContain("model.onnx cannot be loaded");
        listed.ShouldContain("Models:MaxModelBytes");
        listed.ShouldContain("vocab.txt leads out of the model repository");
        listed.ShouldContain("config.json is not readable JSON");
        listed.ShouldContain("config.json is a pipe");
        listed.ShouldNotContain("root:");
        (await server.PostAsync("/v1/classify", """{ "text": "fine", "model": "pipe" }""")).Status.ShouldBe(
            HttpStatusCode.ServiceUnavailable
        );
    }
}
