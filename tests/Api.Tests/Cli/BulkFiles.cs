using TransformerService.Api.Tests.Hosting;
using TransformerService.Cli.Bulk;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Servers;
using Xunit;

namespace TransformerService.Api.Tests.Cli;

/// <summary>A folder for the files of a run, and the run.</summary>
internal sealed class BulkFiles : IDisposable
{
    public static IBulkTask Translate { get; } = new TranslateTask("en-fr", null, null);

    public string Folder { get; } = Directory.CreateTempSubdirectory("bulk-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Path(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Path(name), text);
        return Path(name);
    }

    public Task<string> ReadAsync(string name) => File.ReadAllTextAsync(Path(name), Token);

    /// <summary>What a run of a file does.</summary>
    public BulkPlan Plan(ApiServer server, string input, string output, string column = "text", IBulkTask? task = null) =>
        new()
        {
            Command = "test",
            Task = task ?? Translate,
            Table = new TableSettings
            {
                Input = Path(input),
                Output = Path(output),
                Format = FormatNames.Choose(input, output, null),
                Column = column,
                OutputField = "answer",
            },
            Servers = new ServerPoolSettings { Addresses = [server.Address], GiveUpAfter = TimeSpan.FromMinutes(4) },
            Batch = 8,
        };

    public static Task<ExitCode> RunAsync(BulkPlan plan, CancellationToken? cancellationToken = null) =>
        new BulkRun(plan, TimeProvider.System).RunAsync(cancellationToken ?? Token);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
