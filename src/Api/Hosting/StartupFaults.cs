using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Hosting;

/// <summary>Ends a start that the operator can put right with plain sentences instead of a stack trace.</summary>
internal static class StartupFaults
{
    private const string BinderSource = "Microsoft.Extensions.Configuration.Binder";
    private const string ServerSource = "Microsoft.AspNetCore";
    private const string OptionsSuffix = "Options";

    /// <summary>Validates every option now: the host would do it later, and log each fault with its stack trace.</summary>
    public static void ValidateConfiguration(this WebApplication app) => app.Services.GetService<IStartupValidator>()?.Validate();

    /// <summary>What the operator has to change, or <see langword="null"/> for a fault that is not the operator's.</summary>
    public static IReadOnlyList<string>? Describe(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. DescribeOptions(invalid)],
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(DescribeOptions)],
        InvalidOperationException { Source: BinderSource } unreadable => [unreadable.Message],
        InvalidDataException { InnerException: FormatException } unreadable => [unreadable.Message], // appsettings.json is not JSON
        FormatException or InvalidOperationException when exception.Source?.StartsWith(ServerSource, StringComparison.Ordinal) == true =>
            ["Kestrel:Endpoints: " + exception.Message],
        IOException { InnerException: AddressInUseException } taken => [taken.Message],
        _ => null,
    };

    /// <summary>Writes the faults, one a line.</summary>
    public static void Print(IReadOnlyList<string> faults, TextWriter error)
    {
        error.WriteLine("The service does not start; please change:");
        foreach (var fault in faults)
            error.WriteLine("  - " + fault);
    }

    // A failure starts with the property: with the section before it, that is the configuration key.
    private static IEnumerable<string> DescribeOptions(OptionsValidationException invalid)
    {
        var name = invalid.OptionsType.Name;
        var section = name.EndsWith(OptionsSuffix, StringComparison.Ordinal) ? name[..^OptionsSuffix.Length] : name;
        return invalid.Failures.Select(failure => $"{section}:{failure}");
    }
}
