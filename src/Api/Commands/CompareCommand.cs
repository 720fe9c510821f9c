using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Spectre.Console;
using TransformerService.Api.Contracts;
using TransformerService.Api.Json;
using TransformerService.Inference.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Shadow.Rendering;
using TransformerService.Shadow.Replay;

namespace TransformerService.Api.Commands;

/// <summary><c>compare</c>: runs a file of texts through student and teacher without serving, and reports.</summary>
internal static class CompareCommand
{
    public const string Name = "compare";

    private const int MaxExamples = 10_000;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model's name.", Required = true };
        var input = new Option<FileInfo>("--input")
        {
            Description = "Texts in UTF-8, one a line; empty lines are skipped.",
            Required = true,
        };
        var json = new Option<FileInfo?>("--json") { Description = "Writes the report as JSON too." };
        var html = new Option<FileInfo?>("--html") { Description = "Writes the report as a page too." };
        var models = new Option<string?>("--models") { Description = "The model repository. Default: Models:Path of the configuration." };
        var examples = new Option<int>("--examples")
        {
            Description = "Disagreements on the page, the worst first.",
            DefaultValueFactory = _ => 20,
            CustomParser = static result => CommandRun.ReadNumber(result, "--examples", 0, MaxExamples),
        };
        var command = new Command(Name, "Runs texts through a model's student and teacher, and reports how far the student strays.")
        {
            model,
            input,
            json,
            html,
            models,
            examples,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                CompareAsync(
                    parsed.GetRequiredValue(model),
                    parsed.GetRequiredValue(input),
                    parsed.GetValue(json),
                    parsed.GetValue(html),
                    parsed.GetValue(models),
                    parsed.GetValue(examples),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> CompareAsync(
        string model,
        FileInfo input,
        FileInfo? json,
        FileInfo? html,
        string? models,
        int examples,
        CancellationToken cancellationToken
    )
    {
        try
        {
            string[] texts =
            [
                .. (await File.ReadAllLinesAsync(input.FullName, cancellationToken)).Where(line => !string.IsNullOrWhiteSpace(line)),
            ];
            if (texts.Length == 0)
            {
                return Fail($"{input.Name} holds no text.");
            }

            await using var services = CommandServices.Create(models);
            await services.GetRequiredService<ModelCatalog>().LoadAsync(cancellationToken);
            var replay = services.GetRequiredService<ShadowReplay>();
            var result = await CommandProgress.RunAsync(
                "Comparing",
                texts.Length,
                task => replay.RunAsync(model, texts, examples, new Bar(task), cancellationToken),
                new RemainingTimeColumn()
            );

            await Console.Out.WriteLineAsync(ShadowReportText.Write(result.Report));
            if (json is not null)
            {
                await File.WriteAllTextAsync(
                    json.FullName,
                    JsonSerializer.Serialize(ShadowWire.ToBody(result.Report), WireJson.Answers.ShadowBody) + "\n",
                    cancellationToken
                );
            }

            if (html is not null)
            {
                await File.WriteAllTextAsync(
                    html.FullName,
                    ShadowReportHtml.Write(result.Report, TimeProvider.System.GetUtcNow(), result.Worst),
                    cancellationToken
                );
            }

            return 0;
        }
        catch (Exception exception) when (exception is InferenceException or IOException or UnauthorizedAccessException)
        {
            return Fail(exception.Message);
        }
        catch (OptionsValidationException exception)
        {
            return Fail(string.Join("\n", exception.Failures));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Fail("Stopped.");
        }
    }

    private static int Fail(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }

    private sealed class Bar(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Value = value;
    }
}
