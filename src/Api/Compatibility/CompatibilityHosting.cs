using TransformerService.Api.Configuration;

namespace TransformerService.Api.Compatibility;

/// <summary>Registers the options of the APIs of other servers. Each API is a folder below this one.</summary>
internal static class CompatibilityHosting
{
    public static IServiceCollection AddCompatibility(this IServiceCollection services)
    {
        services
            .AddOptionsWithValidateOnStart<CompatibilityOptions, CompatibilityOptionsValidator>()
            .BindConfiguration(CompatibilityOptions.Section, static binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddSingleton<TranslatorLanguages>();
    }
}
