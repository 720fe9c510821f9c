using System.Reflection;
using Microsoft.Extensions.Options;
using TransformerService.Api.Listening;

namespace TransformerService.Api.Hosting;

/// <summary>
/// Checks every option before the start. The host would check them too, but stop at the first value that cannot be converted, and
/// log each fault with its stack trace.
/// </summary>
internal static class ConfigurationCheck
{
    private const string BinderSource = "Microsoft.Extensions.Configuration.Binder";
    private const string OptionsSuffix = "Options";

    private delegate IEnumerable<string> OptionsCheck(IServiceProvider services);

    private static readonly MethodInfo CheckMethod =
        typeof(ConfigurationCheck).GetMethod(nameof(Check), BindingFlags.NonPublic | BindingFlags.Static)
        ?? throw new MissingMethodException(nameof(Check));

    /// <exception cref="ConfigurationException">An option is wrong. The exception lists all faults of all options.</exception>
    public static void ValidateConfiguration(this WebApplication app, IServiceCollection registered)
    {
        var faults = registered
            .Select(service => service.ServiceType)
            .Where(type => type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
            .Select(type => type.GenericTypeArguments[0])
            .Where(IsOurs)
            .Distinct()
            .SelectMany(options => CheckMethod.MakeGenericMethod(options).CreateDelegate<OptionsCheck>()(app.Services))
            .ToList();
        faults.AddRange(KnownSettings.Unknown(app.Configuration).Select(DescribeUnknown));
        faults.AddRange(ListenAddresses.Faults(app.Configuration));
        if (faults.Count > 0)
        {
            throw new ConfigurationException(faults);
        }
    }

    private static bool IsOurs(Type options) => options.Namespace?.StartsWith(nameof(TransformerService), StringComparison.Ordinal) == true;

    private static IEnumerable<string> Check<TOptions>(IServiceProvider services)
        where TOptions : class
    {
        try
        {
            _ = services.GetRequiredService<IOptions<TOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException invalid)
        {
            return invalid.Failures.Select(failure => WithKey(typeof(TOptions), failure));
        }
        catch (InvalidOperationException unreadable) when (unreadable.Source == BinderSource)
        {
            // For an element of a list, only the inner exception says what was wrong.
            var reason = (unreadable.InnerException as InvalidOperationException ?? unreadable).Message;
            return reason.Contains(nameof(BinderOptions.ErrorOnUnknownConfiguration), StringComparison.Ordinal) ? [] : [reason]; // KnownSettings names unknown keys
        }
    }

    private static string DescribeUnknown(string key) =>
        KnownSettings.Nearest(key) is { } nearest
            ? $"{key} is not an option; did you mean {nearest}?"
            : $"{key} is not an option; docs/configuration.md lists them.";

    // A generated failure starts with the property: with the section before it, that is the configuration key.
    private static string WithKey(Type options, string failure)
    {
        var section = options.Name.EndsWith(OptionsSuffix, StringComparison.Ordinal) ? options.Name[..^OptionsSuffix.Length] : options.Name;
        return failure.StartsWith(section + ":", StringComparison.Ordinal) ? failure : $"{section}:{failure}";
    }
}

/// <summary>The configuration is wrong.</summary>
/// <param name="faults">Everything wrong with it, each a sentence that names its key.</param>
internal sealed class ConfigurationException(IReadOnlyList<string> faults) : Exception(string.Join(" ", faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
