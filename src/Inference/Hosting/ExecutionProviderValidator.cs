using Microsoft.Extensions.Options;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Hosting;

/// <summary>Checks at start that the configured execution provider is available.</summary>
internal sealed class ExecutionProviderValidator : IValidateOptions<InferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, InferenceOptions options)
    {
        try
        {
            ExecutionProviderProbe.Choose(options.ExecutionProvider);
            return ValidateOptionsResult.Success;
        }
        catch (ExecutionProviderException exception)
        {
            return ValidateOptionsResult.Fail(exception.Message);
        }
    }
}
