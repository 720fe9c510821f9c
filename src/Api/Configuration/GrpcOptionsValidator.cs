using Microsoft.Extensions.Options;

namespace TransformerService.Api.Configuration;

/// <summary>Checks <see cref="GrpcOptions"/> by its attributes.</summary>
[OptionsValidator]
internal sealed partial class GrpcOptionsValidator : IValidateOptions<GrpcOptions>;
