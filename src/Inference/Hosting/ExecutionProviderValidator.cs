using Microsoft.Extensions.Options;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Sessions;

namespace TransformerService.Inference.Hosting;

/// <summary>An execution provider that is demanded and not to be had is a fault of the configuration, found at start.</summary>
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
