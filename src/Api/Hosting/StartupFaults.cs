using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace TransformerService.Api.Hosting;

/// <summary>Ends a start that the operator can put right with plain sentences instead of a stack trace.</summary>
internal static class StartupFaults
{
    private const string BinderSource = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Validates every option now: the host would do it later, and log each fault with its stack trace.</summary>
    public static void ValidateConfiguration(this WebApplication app) => app.Services.GetService<IStartupValidator>()?.Validate();

    /// <summary>What the operator has to change, or <see langword="null"/> for a fault that is not the operator's.</summary>
    public static IReadOnlyList<string>? Describe(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            [.. several.InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures)],
        InvalidOperationException { Source: BinderSource } unreadable => [unreadable.Message],
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
}
