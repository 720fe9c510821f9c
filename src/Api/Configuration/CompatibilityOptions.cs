using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Configuration section <c>Compatibility</c>: which APIs of other servers are answered, for their clients.</summary>
public sealed class CompatibilityOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Compatibility";

    /// <summary>OpenAI's API.</summary>
    public OpenAiOptions OpenAi { get; set; } = new();
}

/// <summary>Configuration section <c>Compatibility:OpenAi</c>: the calls of OpenAI's API.</summary>
public sealed class OpenAiOptions
{
    /// <summary>Whether <c>/v1/embeddings</c> is answered. Default true.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>Every value is valid; registered so that the start checks that the section can be read.</summary>
internal sealed class CompatibilityOptionsValidator : IValidateOptions<CompatibilityOptions>
{
    public ValidateOptionsResult Validate(string? name, CompatibilityOptions options) => ValidateOptionsResult.Success;
}
