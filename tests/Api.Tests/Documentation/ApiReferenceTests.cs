using Shouldly;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Documentation;

public sealed class ApiReferenceTests(ApiServer server)
{
    [Fact]
    public async Task ApiReference_AsCommitted_IsWhatTheServerDescribes()
    {
        string root = Root(),
            file = Path.Combine(root, "docs", "api.md");
        var openApi = (await server.GetAsync("/swagger/v1/swagger.json")).Json;
        var proto = await File.ReadAllTextAsync(
            Path.Combine(root, "src", "Api", "Protos", "transformer.proto"),
            TestContext.Current.CancellationToken
        );

        var written = ApiReference.Write(openApi, proto);

        if (Environment.GetEnvironmentVariable("WRITE_API_REFERENCE") == "1")
        {
            await File.WriteAllTextAsync(file, written, TestContext.Current.CancellationToken);
        }

        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(written, "run tools/write-api-reference.sh");
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "TransformerService.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("TransformerService.sln is in no folder above this program.");
    }
}
