namespace TransformerService.Api.Errors;

/// <summary>Registers the error handling and puts it in front of the endpoints.</summary>
internal static class ProblemHosting
{
    public static IServiceCollection AddProblems(this IServiceCollection services) =>
        services.AddSingleton<FailureReader>().AddSingleton<ErrorFormPaths>().AddExceptionHandler<ProblemExceptionHandler>();

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(static _ => { });
        app.UseStatusCodePages(StatusCodeProblems.WriteAsync);
    }
}
