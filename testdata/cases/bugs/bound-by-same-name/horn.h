void horn_blow(void);
