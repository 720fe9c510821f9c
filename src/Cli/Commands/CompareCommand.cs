using System.CommandLine;
using System.CommandLine.Parsing;
using TransformerService.Cli.Comparison;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Files;
using TransformerService.Client;

namespace TransformerService.Cli.Commands;

/// <summary><c>compare</c>: how far the answers of two models, variants or servers differ on the lines of a file.</summary>
internal static class CompareCommand
{
    private const int MostExamples = 10_000,
        MostTexts = 10_000;

    public static Command Create()
    {
        var servers = new ServerOptions();
        var input = new Argument<string>("FILE") { Description = "Texts in UTF-8, one a line; blank lines are skipped." };
        var model = new Option<string>("--model")
        {
            Description = "The model's name.",
            HelpName = "name",
            Required = true,
        };
        var otherModel = new Option<string?>("--other-model")
        {
            Description = "The other side's model. Default: the same.",
            HelpName = "name",
        };
        var variant = Variant("--variant", "The variant: student or teacher. Default: the one that answers by default.");
        var otherVariant = Variant("--other-variant", "The other side's variant. Default: that of --variant.");
        var otherServers = new Option<Uri[]>("--other-server")
        {
            Description = "The other side's server; several times for several servers. Default: those of --server.",
            HelpName = "address",
            CustomParser = static result => OptionValues.ReadAddresses(result, "--other-server"),
        };
        var otherKey = new Option<string?>("--other-key")
        {
            Description = "The key for the other side's calls. Default: the same, but none for --other-server.",
        };
        var from = new Option<string?>("--from") { Description = "The texts' language, e.g. en. Default: the model's." };
        var to = new Option<string?>("--to") { Description = "The language to translate to, e.g. fr. Default: the model's." };
        var batch = Number("--batch", "Texts of a call, at most. Default: 32.", "texts", 32, 1, MostTexts);
        var examples = Number("--examples", "Texts that are shown, those that differ most. Default: 10.", "texts", 10, 0, MostExamples);
        var json = new Option<string?>("--json") { Description = "Writes the report as JSON too.", HelpName = "file" };
        var command = new Command(
            "compare",
            "Sends the lines of a file to two models, variants or servers, and reports how far their answers differ."
        )
        {
            input,
            model,
            otherModel,
            variant,
            otherVariant,
            otherServers,
            otherKey,
            from,
            to,
            batch,
            examples,
            json,
        };
        servers.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                CommandRun.GuardAsync(
                    () =>
                    {
                        var first = new SideSettings(servers.Read(parsed), parsed.GetRequiredValue(model), parsed.GetValue(variant));
                        return RunAsync(
                            new ComparisonPlan
                            {
                                Input = parsed.GetRequiredValue(input),
                                First = first,
                                Second = new SideSettings(
                                    first.Servers with
                                    {
                                        Addresses = parsed.GetValue(otherServers) is { Length: > 0 } given
                                            ? given
                                            : first.Servers.Addresses,
                                        Key =
                                            OptionValues.CheckKey(parsed.GetValue(otherKey), "--other-key")
                                            ?? (parsed.GetValue(otherServers) is { Length: > 0 } ? null : first.Servers.Key),
                                    },
                                    parsed.GetValue(otherModel) ?? first.Model,
                                    parsed.GetValue(otherVariant) ?? first.Variant
                                ),
                                From = parsed.GetValue(from),
                                To = parsed.GetValue(to),
                                Batch = parsed.GetValue(batch),
                                Examples = parsed.GetValue(examples),
                            },
                            parsed.GetValue(json),
                            cancellationToken
                        );
                    },
                    cancellationToken,
                    "Stopped; nothing was kept."
                )
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(ComparisonPlan plan, string? json, CancellationToken cancellationToken)
    {
        FilePaths.CheckInput(plan.Input);
        if (json is not null)
        {
            FilePaths.CheckOutput("--json", json);
            FilePaths.CheckDistinct([("the input", plan.Input), ("--json", json)]);
        }

        if (
            plan.First.Model == plan.Second.Model
            && plan.First.Variant == plan.Second.Variant
            && plan.First.Servers.Addresses.SequenceEqual(plan.Second.Servers.Addresses)
        )
        {
            throw new CliException(
                "Both sides are the same: set --other-model, --other-variant or --other-server.",
                ExitCode.WrongArguments
            );
        }

        var report = await new ComparisonRun(plan, TimeProvider.System).RunAsync(cancellationToken);
        if (report.Texts + report.Failed == 0)
        {
            throw new CliException($"{plan.Input} has no text.", ExitCode.WrongArguments);
        }

        await Console.Out.WriteAsync(report.ToText());
        if (json is not null)
        {
            await File.WriteAllTextAsync(json, report.ToJson(), cancellationToken);
        }

        return report.Failed == 0 ? ExitCode.Success : ExitCode.LinesFailed;
    }

    private static Option<int> Number(string name, string description, string unit, int standard, int least, int most) =>
        new(name)
        {
            Description = description,
            HelpName = unit,
            DefaultValueFactory = _ => standard,
            CustomParser = result => OptionValues.ReadNumber(result, name, least, most),
        };

    private static Option<VariantRole?> Variant(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "variant",
            CustomParser = result => ReadVariant(result, name),
        };

    private static VariantRole? ReadVariant(ArgumentResult result, string option)
    {
        switch (result.Tokens[0].Value.ToLowerInvariant())
        {
            case "student":
                return VariantRole.Student;
            case "teacher":
                return VariantRole.Teacher;
            default:
                result.AddError($"{option} takes student or teacher.");
                return null;
        }
    }
}
