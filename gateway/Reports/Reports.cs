namespace Directives.Gateway.Reports;

/// <summary>What reads the past and writes reports.</summary>
internal static class Reports
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.AddSingleton<DirectiveFolds>();
        services.AddSingleton<PastCompliance>();
        services.AddSingleton<PastRecords>();
        services.AddSingleton<CoverageReader>();
        services.AddSingleton<DirectiveReport>();
        services.AddSingleton<FactsReport>();
        services.AddSingleton<DepartmentReport>();
        services.AddSingleton<OfficerReport>();
        services.AddSingleton<ReportFormats>();
        services.AddSingleton<ReportService>();
        return services;
    }
}
